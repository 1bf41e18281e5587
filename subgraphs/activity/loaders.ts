import DataLoader from 'dataloader';
import type { Claim } from '../../platform/http/claim.ts';
import { createSharedLoader, type Loader, type SharedLoader } from '../../platform/http/shared-loader.ts';
import type { Identity } from '../../platform/identity/identity.ts';
import { readId } from './ids.ts';
import type { LikeModel, MatchModel, VisitModel } from './model.ts';
import type { ActivityStore } from './open-store.ts';
import type { ProfileCounts } from './store/counter-store.ts';
import { viewerOf } from './viewer.ts';

/** What one request looks up by key, gathered into one query of each kind. What doesn't exist is null. */
export interface Loaders {
  /** By account; null for a deleted one. The same for every viewer, so the requests of one turn share a query. */
  readonly counts: Loader<ProfileCounts>;
  /** By account: whether the viewer likes it; null where nobody is signed in. */
  readonly likedByViewer: DataLoader<string, boolean | null>;
  readonly visit: DataLoader<string, VisitModel | null>;
  readonly like: DataLoader<string, LikeModel | null>;
  readonly match: DataLoader<string, MatchModel | null>;
}

/** Longer lists of keys go out as several queries; a page has 100 people. */
const maxBatchSize = 1000;

/**
 * Makes one set a request: what one viewer may see is never kept for another. A loader is made when it is first asked for,
 * since most requests ask for one kind of thing.
 */
export function createLoaders(store: ActivityStore): (identity: Identity, claim?: Claim) => Loaders {
  const counts = createSharedLoader((ids, claim) => store.counters.read(ids, claim));
  return (identity, claim) => new RequestLoaders(store, counts, identity, claim);
}

class RequestLoaders implements Loaders {
  readonly #store: ActivityStore;
  readonly #shared: SharedLoader<ProfileCounts>;
  readonly #identity: Identity;
  readonly #claim: Claim | undefined;
  #counts: Loaders['counts'] | undefined;
  #likedByViewer: Loaders['likedByViewer'] | undefined;
  #visit: Loaders['visit'] | undefined;
  #like: Loaders['like'] | undefined;
  #match: Loaders['match'] | undefined;

  constructor(store: ActivityStore, counts: SharedLoader<ProfileCounts>, identity: Identity, claim: Claim | undefined) {
    this.#store = store;
    this.#shared = counts;
    this.#identity = identity;
    this.#claim = claim;
  }

  get counts(): Loaders['counts'] {
    if (!this.#counts) {
      const counts = this.#shared.claimedBy(this.#claim);
      this.#counts = {
        load: (key) => {
          const id = readId(key);
          return id === null ? Promise.resolve(null) : counts.load(id);
        },
      };
    }
    return this.#counts;
  }

  get likedByViewer(): Loaders['likedByViewer'] {
    const viewer = viewerOf(this.#identity);
    this.#likedByViewer ??= byId(async (ids) => {
      if (viewer === null) return () => null;
      const liked = await this.#store.likes.likedAmong(viewer, ids, this.#claim);
      return (id) => liked.has(id);
    });
    return this.#likedByViewer;
  }

  get visit(): Loaders['visit'] {
    this.#visit ??= byId((ids) => this.#store.visits.find(ids).then(indexById));
    return this.#visit;
  }

  get like(): Loaders['like'] {
    this.#like ??= byId((ids) => this.#store.likes.find(ids).then(indexById));
    return this.#like;
  }

  get match(): Loaders['match'] {
    this.#match ??= byId((ids) => this.#store.matches.find(ids).then(indexById));
    return this.#match;
  }
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
