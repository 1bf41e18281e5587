import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type TypeNode,
  visit,
} from 'graphql';
import { textOf } from './directive-arguments.ts';
import { hideFields } from './hide-fields.ts';

/** A field with certain arguments that some @requires asks for, under a name of its own. */
export interface RequiredField {
  /** The coordinate it stands for: `Product.price`. */
  readonly coordinate: string;
  /** The field as the owner knows it, with those arguments. */
  readonly field: FieldNode;
}

/** What plans of a mended supergraph say in other words than the subgraphs. */
export interface RequiredArguments {
  /** By the name made up for it. */
  readonly fields: ReadonlyMap<string, RequiredField>;
  /** The made-up names that a field requires, by `subgraph Type.field`. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>;
}

type FieldsDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Gives every field that a @requires asks for with arguments a name of its own.
 *
 * `@requires(fields: "price(currency: \"USD\") weight")` becomes `@requires(fields: "required0_price weight")`, and
 * `Product` gets a hidden `required0_price` wherever it has `price`. The planner tells two selections of a field apart
 * by their response names alone, so without this one of `price(currency: "USD")` and `price(currency: "EUR")` is lost,
 * be the other required by another field or asked for by the client. Plans get the real names back (restore-plan.ts).
 */
export function isolateRequiredArguments(supergraph: DocumentNode): {
  document: DocumentNode;
  requiredArguments: RequiredArguments;
} {
  const types = new Map<string, FieldsDefinition>();
  for (const definition of supergraph.definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION)
      types.set(definition.name.value, definition);
  const graphNames = readGraphNames(supergraph);

  const fields = new Map<string, RequiredField>();
  const requiredBy = new Map<string, Set<string>>();
  const nameByText = new Map<string, string>();
  const added = new Map<string, Map<string, FieldDefinitionNode>>();

  const nameFor = (type: FieldsDefinition, node: FieldNode): string => {
    const field: FieldNode = { kind: Kind.FIELD, name: node.name, arguments: node.arguments };
    const coordinate = `${type.name.value}.${node.name.value}`;
    const text = `${coordinate} ${print(field)}`;
    const known = nameByText.get(text);
    if (known) return known;
    const name = `required${fields.size}_${node.name.value}`;
    nameByText.set(text, name);
    fields.set(name, { coordinate, field });
    for (const holder of types.values()) {
      const isHolder =
        holder === type || holder.interfaces?.some((implemented) => implemented.name.value === type.name.value);
      const original = holder.fields?.find((candidate) => candidate.name.value === node.name.value);
      if (!isHolder || !original) continue;
      const ofHolder = added.get(holder.name.value) ?? new Map<string, FieldDefinitionNode>();
      added.set(holder.name.value, ofHolder);
      ofHolder.set(name, hiddenCopy(original, name));
    }
    return name;
  };

  const renameIn = (type: FieldsDefinition, set: SelectionSetNode, used: Set<string>): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = types.get(node.typeCondition?.name.value ?? type.name.value);
        return condition ? { ...node, selectionSet: renameIn(condition, node.selectionSet, used) } : node;
      }
      if (node.kind !== Kind.FIELD) return node;
      const definition = type.fields?.find((candidate) => candidate.name.value === node.name.value);
      const child = definition && types.get(namedType(definition.type));
      const selectionSet = node.selectionSet && child ? renameIn(child, node.selectionSet, used) : node.selectionSet;
      if (!definition || !node.arguments || node.arguments.length === 0) return { ...node, selectionSet };
      const name = nameFor(type, node);
      used.add(name);
      return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, selectionSet };
    }),
  });

  const renameRequired = (type: FieldsDefinition, field: string, directive: ConstDirectiveNode): ConstDirectiveNode => {
    const requires = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
    if (!requires?.includes('(')) return directive;
    const operation = parse(`{${requires}}`, { noLocation: true }).definitions[0]!;
    if (operation.kind !== Kind.OPERATION_DEFINITION) return directive;
    const used = new Set<string>();
    const renamed = renameIn(type, operation.selectionSet, used);
    const graph = graphNames.get(textOf(directive, 'graph') ?? '') ?? '';
    requiredBy.set(`${graph} ${type.name.value}.${field}`, used);
    const value = stripIgnoredCharacters(print(renamed)).slice(1, -1);
    return {
      ...directive,
      arguments: directive.arguments?.map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value } } : argument,
      ),
    };
  };

  const renamed = visit(supergraph, {
    enter: (node, _key, _parent, _path, ancestors) => {
      if (node.kind !== Kind.FIELD_DEFINITION || !node.directives) return undefined;
      const holder = ancestors.findLast(
        (ancestor): ancestor is FieldsDefinition => 'kind' in ancestor && types.has(nameOf(ancestor as never)),
      );
      if (!holder) return undefined;
      const directives = node.directives.map((directive) => renameRequired(holder, node.name.value, directive));
      return directives.some((directive, index) => directive !== node.directives?.[index])
        ? { ...node, directives }
        : undefined;
    },
  });
  return {
    document: fields.size === 0 ? supergraph : hideFields(renamed, added),
    requiredArguments: { fields, requiredBy },
  };
}

function nameOf(node: { name?: { value: string } }): string {
  return node.name?.value ?? '';
}

/** The field without arguments. Where it has a requirement of its own, that one stays. */
function hiddenCopy(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  return {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: name },
    type: field.type,
    directives: field.directives?.filter((directive) => directive.name.value === 'join__field'),
  };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Subgraph names by their values in `join__Graph`. */
function readGraphNames(supergraph: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const directive = value.directives?.find((candidate) => candidate.name.value === 'join__graph');
      names.set(value.name.value, (directive && textOf(directive, 'name')) ?? value.name.value);
    }
  }
  return names;
}
