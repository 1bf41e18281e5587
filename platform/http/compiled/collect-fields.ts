import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
  visit,
} from 'graphql';
import { NotCompilable } from './run.ts';

/** What of a document says which fields are asked for, for one choice of its @skip and @include. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The value of every variable that stands in a @skip or @include. */
  readonly conditions: ReadonlyMap<string, boolean>;
}

/**
 * Another text for the same field would be another key; this one would be the object's prototype. Documents that use it
 * are run the ordinary way.
 */
const unusableKey = '__proto__';

/** The spec's CollectFields (6.3.2) over any number of selection sets: the nodes behind each response key, in order. */
export function collectFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection, selecting.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        if (key === unusableKey) throw new NotCompilable(key);
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selecting.schema, selection.typeCondition, type)) collect(selection.selectionSet);
        continue;
      }
      const name = selection.name.value;
      const fragment = selecting.fragments.get(name);
      if (visited.has(name) || !fragment) continue;
      visited.add(name);
      if (applies(selecting.schema, fragment.typeCondition, type)) collect(fragment.selectionSet);
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

/** The variables that decide, in a @skip or @include anywhere in the document, whether a field is asked for. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (directive.name.value !== GraphQLSkipDirective.name && directive.name.value !== GraphQLIncludeDirective.name)
        return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function isIncluded(selection: SelectionNode, conditions: ReadonlyMap<string, boolean>): boolean {
  for (const { name, arguments: args } of selection.directives ?? []) {
    const isSkip = name.value === GraphQLSkipDirective.name;
    if (!isSkip && name.value !== GraphQLIncludeDirective.name) continue;
    const value = args?.[0]?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? conditions.get(value.name.value)
        : value?.kind === Kind.BOOLEAN
          ? value.value
          : undefined;
    if (condition === undefined) throw new NotCompilable('a condition that is no boolean');
    if (condition === isSkip) return false;
  }
  return true;
}

function applies(
  schema: GraphQLSchema,
  condition: FragmentDefinitionNode['typeCondition'] | undefined,
  type: GraphQLObjectType,
): boolean {
  if (!condition) return true;
  const conditional = typeFromAST(schema, condition);
  return conditional === type || (isAbstractType(conditional) && schema.isSubType(conditional, type));
}
