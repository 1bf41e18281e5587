import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, responseName } from '../../execute/root-fields.ts';
import { fieldType } from '../fetches/filled-places.ts';

/** The fields of one response name, by the type condition they are asked under. */
type ByCondition = Map<string, FieldNode[]>;

/**
 * Whether an operation asks the objects under one field for other things by the type of what holds them, as
 * `{ parcel { ...on Gift { good { label } } ...on Order { good { price } } } }` does. Only then does it matter to a plan
 * which holder an object has.
 */
export function asksByType(document: DocumentNode, operationName: string | null, schema: GraphQLSchema): boolean {
  const fragments = fragmentsOf(document);

  /** `condition` is the object type, or the abstract ones, that the fragments around have narrowed `type` to. */
  const collect = (
    set: SelectionSetNode,
    type: GraphQLNamedType,
    condition: string,
    fields: Map<string, ByCondition>,
  ): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        if (!node.selectionSet) continue;
        const name = responseName(node);
        const byCondition: ByCondition = fields.get(name) ?? new Map();
        fields.set(name, byCondition);
        byCondition.set(condition, [...(byCondition.get(condition) ?? []), node]);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (fragment) {
        const narrowed = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
        collect(fragment.selectionSet, type, narrow(condition, type, narrowed), fields);
      }
    }
  };
  const narrow = (condition: string, type: GraphQLNamedType, by: GraphQLNamedType | undefined): string => {
    // What is of one type already can't become less.
    if (!by || by === type || isObjectType(type) || isObjectType(schema.getType(condition))) return condition;
    return isObjectType(by) ? by.name : `${condition} ${by.name}`;
  };

  /** The same, of a field of a certain type; a fragment that cannot hold there is looked at all the same. */
  const differs = (sets: readonly SelectionSetNode[], type: GraphQLNamedType | undefined): boolean => {
    if (!type) return false;
    const fields = new Map<string, ByCondition>();
    for (const set of sets) collect(set, type, '', fields);
    for (const byCondition of fields.values()) {
      const alternatives = [...byCondition.values()];
      const texts = new Set(alternatives.length > 1 ? alternatives.map(textOf) : []);
      if (isAbstractType(type) && texts.size > 1) return true;
      const asked = isAbstractType(type) ? alternatives.slice(0, 1) : alternatives;
      const nodes = asked.flat();
      const holder = holderOf(type, [...byCondition.keys()][0]!);
      const inner = nodes.map((node) => node.selectionSet!);
      if (differs(inner, fieldType(holder, nodes[0]!.name.value))) return true;
    }
    return false;
  };
  /** A type that has the field: that of the place, or the last one that the fragments narrowed it to. */
  const holderOf = (type: GraphQLNamedType, condition: string): GraphQLNamedType | undefined =>
    schema.getType(condition.split(' ').at(-1)!) ?? type;

  const operation = document.definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION && (operationName === null || node.name?.value === operationName),
  );
  return (
    operation?.kind === Kind.OPERATION_DEFINITION &&
    differs([operation.selectionSet], schema.getRootType(operation.operation) ?? undefined)
  );
}

function textOf(nodes: readonly FieldNode[]): string {
  return nodes.map((node) => print(node.selectionSet!)).join('\n');
}
