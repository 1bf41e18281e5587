import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { LiveUserModel } from '../model.ts';

/** What of a person a list shows: the columns that are read where nothing else is asked for. */
export const cardFields = ['id', 'status', 'handle', 'name', 'photoUrl'] as const;

/** A live person as far as a list shows them. */
export type UserCard = Pick<LiveUserModel, (typeof cardFields)[number]>;

/** What says which fields are asked for under a field. */
export type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

const onCards: ReadonlySet<string> = new Set([...cardFields, '__typename']);
/** A compiled operation hands in the same nodes every time. */
const decided = new WeakMap<readonly FieldNode[], boolean>();

/**
 * Whether a person's card has all that is asked for of the people behind a field. Conditions are passed over: a field that
 * may be asked for counts as asked for. So do those of other types in `_entities`.
 */
export function asksForCards({ fieldNodes, fragments }: Asked): boolean {
  let decision = decided.get(fieldNodes);
  if (decision === undefined) {
    decision = fieldNodes.every(({ selectionSet }) => hasCardFields(selectionSet, fragments));
    decided.set(fieldNodes, decision);
  }
  return decision;
}

function hasCardFields(selectionSet: SelectionSetNode | undefined, fragments: Asked['fragments']): boolean {
  if (!selectionSet) return true;
  return selectionSet.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return onCards.has(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return hasCardFields(selection.selectionSet, fragments);
    return hasCardFields(fragments[selection.name.value]?.selectionSet, fragments);
  });
}
