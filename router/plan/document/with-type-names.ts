import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from '../../execute/root-fields.ts';

const typeName: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Asks for `__typename` wherever everything else that is asked of an object may fall away: by conditions, or because
 * the fragments are for other types. The planner fetches no object that nothing is asked of, but whether the answer is
 * `{}` or null only its subgraph knows. Selections with anything certain in them stay as they are.
 */
export function withTypeNames(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const fragments = fragmentsOf(document);

  /** Whether an object of this type is asked for something whatever the variables are. */
  const isCertain = (set: SelectionSetNode, type: GraphQLCompositeType): boolean =>
    set.selections.some((node) => {
      if (node.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return false;
      if (node.kind === Kind.FIELD) return true;
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (!fragment) return false;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const applies =
        !condition || condition === type || (isAbstractType(condition) && schema.isSubType(condition, type as never));
      return applies && isCertain(fragment.selectionSet, type);
    });

  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      leave: (node) => {
        if (node.kind !== Kind.FIELD || !node.selectionSet) return undefined;
        const type = getNamedType(types.getType());
        if (!isCompositeType(type) || isCertain(node.selectionSet, type)) return undefined;
        const selections = [typeName, ...node.selectionSet.selections];
        return { ...node, selectionSet: { ...node.selectionSet, selections } };
      },
    }),
  );
}
