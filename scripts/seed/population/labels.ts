import { badKinds, outlierKinds } from './facts.ts';
import { profileOf } from './people.ts';
import type { World } from './world.ts';

/** Who is bad and who only looks it, for whoever measures the fraud service. Kept out of the product's tables. */
export interface Labels {
  readonly users: number;
  readonly seed: number;
  readonly visits: number;
  /** ISO 8601. */
  readonly end: string;
  readonly bad: readonly LabelledGroup[];
  readonly outliers: readonly LabelledGroup[];
}

/** Accounts of one kind that act together; a loner is a group of one. */
export interface LabelledGroup {
  readonly kind: string;
  readonly accounts: readonly { readonly id: string; readonly handle: string }[];
}

export function labelsOf(world: World): Labels {
  const account = (index: number) => {
    const id = world.ids[index]!;
    return { id, handle: profileOf(world.seed, index, id, world.joinedAt[index]!).handle };
  };
  const groups = <Kind extends string>(
    kinds: readonly Kind[],
    cast: Readonly<Record<Kind, readonly (readonly number[])[]>>,
  ): LabelledGroup[] =>
    kinds.flatMap((kind) => cast[kind].map((members) => ({ kind, accounts: members.map(account) })));
  return {
    users: world.users,
    seed: world.seed,
    visits: world.visits,
    end: new Date(world.end).toISOString(),
    bad: groups(badKinds, world.cast.bad),
    outliers: groups(outlierKinds, world.cast.outliers),
  };
}
