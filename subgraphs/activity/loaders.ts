import DataLoader from 'dataloader';
import type { Identity } from '../../platform/identity/identity.ts';
import { readId } from './ids.ts';
import type { LikeModel, MatchModel, VisitModel } from './model.ts';
import type { ActivityStore } from './open-store.ts';
import type { ProfileCounts } from './store/counter-store.ts';
import { viewerOf } from './viewer.ts';

/** What one request looks up by key, gathered into one query of each kind. What doesn't exist is null. */
export interface Loaders {
  /** By account; null for a deleted one. */
  readonly counts: DataLoader<string, ProfileCounts | null>;
  /** By account: whether the viewer likes it; null where nobody is signed in. */
  readonly likedByViewer: DataLoader<string, boolean | null>;
  readonly visit: DataLoader<string, VisitModel | null>;
  readonly like: DataLoader<string, LikeModel | null>;
  readonly match: DataLoader<string, MatchModel | null>;
}

/** Longer lists of keys go out as several queries; a page has 100 people. */
const maxBatchSize = 1000;

/** One set a request: what one viewer may see is never kept for another. */
export function createLoaders(store: ActivityStore, identity: Identity): Loaders {
  const viewer = viewerOf(identity);
  return {
    counts: byId(async (ids) => {
      const counts = await store.counters.read(ids);
      return (id) => counts.get(id) ?? null;
    }),
    likedByViewer: byId(async (ids) => {
      if (viewer === null) return () => null;
      const liked = await store.likes.likedAmong(viewer, ids);
      return (id) => liked.has(id);
    }),
    visit: byId((ids) => store.visits.find(ids).then(indexById)),
    like: byId((ids) => store.likes.find(ids).then(indexById)),
    match: byId((ids) => store.matches.find(ids).then(indexById)),
  };
}

/** Looks ids up; what isn't an id is null without asking. */
function byId<Value>(load: (ids: readonly string[]) => Promise<(id: string) => Value | null>) {
  return new DataLoader<string, Value | null>(
    async (keys) => {
      const ids = [...new Set(keys.map(readId).filter((id) => id !== null))];
      const find = ids.length === 0 ? () => null : await load(ids);
      return keys.map((key) => {
        const id = readId(key);
        return id === null ? null : find(id);
      });
    },
    { maxBatchSize },
  );
}

function indexById<Model extends { readonly id: string }>(models: readonly Model[]): (id: string) => Model | null {
  const byKey = new Map(models.map((model) => [model.id, model]));
  return (id) => byKey.get(id) ?? null;
}
