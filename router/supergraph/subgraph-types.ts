import {
  type DirectiveNode,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
} from 'graphql';
import { argumentOf, textOf } from './mend/directive-arguments.ts';
import { readSubgraphs } from './read-subgraphs.ts';

/** What single subgraphs know of the supergraph's types. */
export interface SubgraphTypes {
  /** The names of all subgraphs. */
  readonly services: readonly string[];
  /** The interfaces and unions whose object types aren't the same in all subgraphs that have them. */
  readonly uneven: ReadonlySet<string>;
  /** The object types that an interface or union has in a subgraph. */
  objectTypes(service: string, abstractType: string): ReadonlySet<string>;
  /** Whether a subgraph answers a field of a type of itself: it neither requires others nor is only mentioned there. */
  answers(service: string, typeName: string, field: string): boolean;
  /**
   * The shape of a field's answer in a subgraph (whose types may be narrower than the supergraph's): its type, any
   * object as `{}`. Fields of one response name must have one shape (SameResponseShape of the spec).
   */
  shapeOf(service: string, typeName: string, field: string): string;
}

const none: ReadonlySet<string> = new Set();

/** Reads from the `join__` directives of a supergraph which subgraph has what. */
export function readSubgraphTypes(schema: GraphQLSchema): SubgraphTypes {
  const serviceOf = new Map([...readSubgraphs(schema)].map(([value, { name }]) => [value, name]));
  const service = (directive: DirectiveNode): string | undefined => serviceOf.get(textOf(directive, 'graph') ?? '');
  const objectTypes = new Map<string, Map<string, Set<string>>>();
  const add = (abstractType: string, name: string | undefined, objectType?: string): void => {
    if (name === undefined) return;
    const byService = objectTypes.get(abstractType) ?? new Map<string, Set<string>>();
    objectTypes.set(abstractType, byService);
    const known = byService.get(name) ?? new Set<string>();
    byService.set(name, known);
    if (objectType !== undefined) known.add(objectType);
  };

  for (const type of Object.values(schema.getTypeMap())) {
    for (const directive of type.astNode?.directives ?? []) {
      const kind = directive.name.value;
      if (isAbstractType(type) && kind === 'join__type' && !isTrue(directive, 'isInterfaceObject'))
        add(type.name, service(directive));
      if (isUnionType(type) && kind === 'join__unionMember')
        add(type.name, service(directive), textOf(directive, 'member'));
      if (isObjectType(type) && kind === 'join__implements')
        add(textOf(directive, 'interface') ?? '', service(directive), type.name);
    }
  }
  const uneven = new Set<string>();
  for (const [abstractType, byService] of objectTypes) {
    const texts = new Set([...byService.values()].map((names) => [...names].sort().join()));
    if (texts.size > 1) uneven.add(abstractType);
  }

  const fieldOf = (typeName: string, fieldName: string) => {
    const type = schema.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  };

  return {
    services: [...serviceOf.values()],
    uneven,
    objectTypes: (name, abstractType) => objectTypes.get(abstractType)?.get(name) ?? none,
    answers: (name, typeName, fieldName) => {
      const joins = fieldOf(typeName, fieldName)?.astNode?.directives?.filter(isJoinField);
      if (!joins) return false;
      if (joins.length > 0) return joins.some((join) => service(join) === name && isPlain(join));
      const ofType = schema.getType(typeName)?.astNode?.directives ?? [];
      return ofType.some((join) => isJoinType(join) && service(join) === name);
    },
    shapeOf: (name, typeName, fieldName) => {
      if (fieldName === '__typename') return 'String!';
      const field = fieldOf(typeName, fieldName);
      const join = field?.astNode?.directives?.find((one) => isJoinField(one) && service(one) === name);
      const text = (join && textOf(join, 'type')) ?? String(field?.type);
      return text.replace(/\w+/, (named) => (isCompositeType(schema.getType(named)) ? '{}' : named));
    },
  };
}

function isJoinType(directive: DirectiveNode): boolean {
  return directive.name.value === 'join__type';
}

function isJoinField(directive: DirectiveNode): boolean {
  return directive.name.value === 'join__field';
}

/** Whether a subgraph answers a field at any time, without being given anything, and isn't overridden. */
function isPlain(join: DirectiveNode): boolean {
  const names = ['requires', 'override', 'overrideLabel', 'contextArguments'];
  return (
    names.every((name) => argumentOf(join, name) === undefined) &&
    !isTrue(join, 'external') &&
    !isTrue(join, 'usedOverridden')
  );
}

function isTrue(directive: DirectiveNode, name: string): boolean {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.BOOLEAN && value.value;
}
