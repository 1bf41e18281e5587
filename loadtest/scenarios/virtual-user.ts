import type { Deed, Habits } from './habits.ts';

/** One request of a virtual user: an operation of the product's client by its name, with its variables. */
export interface Request {
  readonly deed: Deed;
  /** As in client/generated/persisted-operations.json. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What everybody knows: gathered before a run, from the graph itself. */
export interface Town {
  /** Whom a profile can be opened of before a list was seen. */
  readonly people: readonly string[];
  /** Where people live; people look for others by city. */
  readonly cities: readonly string[];
  /** The most visited person, or null. */
  readonly celebrity: string | null;
}

/** Somebody who does one thing after another, and remembers what a screen would show them. */
export interface VirtualUser {
  readonly id: string;
  /** What they do next. */
  next(): Request;
  /** Gets what was answered: later requests are about the people and pages in it. */
  answered(request: Request, data: unknown): void;
}

/** How people look for others; a real list of filters would be longer, and as much about tastes as about a city. */
const searches = { byCity: 0.45, byAge: 0.35 } as const;
/** Pages looked at before a search begins anew: few people go far in a list. */
const pagesMax = 5;
/** What a screen of people shows. */
const pageSize = 20;

export function createVirtualUser(deps: {
  id: string;
  habits: Habits;
  celebrityShare: number;
  town: Town;
  /** 0 to 1, as Math.random. */
  random: () => number;
}): VirtualUser {
  const { id, habits, celebrityShare, town, random } = deps;
  let last: Deed | null = null;
  let seen: readonly string[] = [];
  let current: string | null = null;
  let liked: string | null = null;
  let search = newSearch();
  let after: string | null = null;
  let pages = 0;

  function oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(random() * items.length)];
  }

  function newSearch(): Record<string, unknown> | undefined {
    const mark = random();
    if (mark < searches.byCity && town.cities.length > 0) return { city: oneOf(town.cities) };
    if (mark < searches.byCity + searches.byAge) {
      const ageMin = 18 + Math.floor(random() * 30);
      return { ageMin, ageMax: ageMin + 7 };
    }
    return undefined;
  }

  function draw(): Deed {
    const weights = Object.entries(habits[last ?? 'edit']) as [Deed, number][];
    // The first thing is a list of people, unless these habits know none.
    if (last === null && !isOnly(habits)) return 'discover';
    let mark = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [deed, weight] of weights) {
      mark -= weight;
      if (mark < 0) return deed;
    }
    return weights.at(-1)![0];
  }

  function somebody(): string | null {
    if (town.celebrity !== null && town.celebrity !== id && random() < celebrityShare) return town.celebrity;
    const others = (list: readonly string[]) => list.filter((one) => one !== id);
    return oneOf(others(seen)) ?? oneOf(others(town.people)) ?? null;
  }

  function build(deed: Deed): Request | null {
    const request = (operation: string, variables: Record<string, unknown> = {}): Request => ({
      deed,
      operation,
      variables,
    });
    switch (deed) {
      case 'discover':
        if (last !== 'discover' || after === null || ++pages >= pagesMax) {
          if (last !== 'discover') search = newSearch();
          after = null;
          pages = 0;
        }
        return request('Discover', { first: pageSize, after, filter: search });
      case 'profile':
        current = somebody();
        return current === null ? null : request('Profile', { id: current });
      case 'visit': {
        // Alone, without a profile before it, it is anybody's.
        const userId = last === 'profile' ? current : somebody();
        current = userId;
        return userId === null ? null : request('VisitProfile', { userId });
      }
      case 'like':
        liked = last === 'visit' ? current : somebody();
        return liked === null ? null : request('LikeProfile', { userId: liked });
      case 'unlike':
        return liked === null ? null : request('UnlikeProfile', { userId: liked });
      case 'visitors':
        return request('Visitors', { first: pageSize });
      case 'likes':
        return request('LikesReceived', { first: pageSize });
      case 'matches':
        return request('Matches', { first: pageSize });
      case 'me':
        return request('Me');
      case 'edit':
        return request('UpdateProfile', { input: { bio: `Out and about, ${Math.floor(random() * 1e6)}` } });
    }
  }

  return {
    id,
    next() {
      const drawn = draw();
      // In an empty town there is nobody to look at: ask for a list again.
      const request = build(drawn) ?? build('discover')!;
      last = request.deed;
      return request;
    },
    answered({ deed }, data) {
      if (deed !== 'discover') return;
      const page = (data as { discover?: DiscoverPage } | null)?.discover;
      if (!page) return;
      seen = page.edges.map(({ node }) => node.id);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    },
  };
}

interface DiscoverPage {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Whether everything leads to one deed. */
function isOnly(habits: Habits): boolean {
  return new Set(Object.values(habits).flatMap((following) => Object.keys(following))).size === 1;
}
