/** One stage on the way from the documented stack to Kith's: each has all of the one before. */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly router: 'documented' | 'kith';
  readonly subgraphs: 'documented' | 'kith';
  /** Of Kith's subgraphs (programs/program.ts). */
  readonly savings: readonly string[];
  /** Whether the router keeps entities; then those that are asked for are there before anything is measured. */
  readonly entityCache?: boolean;
}

export const steps: readonly Step[] = [
  {
    name: 'documented',
    title: 'Apollo Server, Prisma in DataLoaders, Apollo Gateway',
    router: 'documented',
    subgraphs: 'documented',
    savings: [],
  },
  { name: 'router', title: 'Kith’s router before the same', router: 'kith', subgraphs: 'documented', savings: [] },
  {
    name: 'statements',
    title: '+ Kith’s resolvers and prepared statements',
    router: 'kith',
    subgraphs: 'kith',
    savings: [],
  },
  { name: 'compiled', title: '+ compiled operations', router: 'kith', subgraphs: 'kith', savings: ['compiled'] },
  {
    name: 'shared',
    title: '+ loaders shared by requests',
    router: 'kith',
    subgraphs: 'kith',
    savings: ['compiled', 'shared'],
  },
  {
    name: 'grouped',
    title: '+ writes in groups',
    router: 'kith',
    subgraphs: 'kith',
    savings: ['compiled', 'shared', 'grouped'],
  },
  {
    name: 'cached',
    title: '+ the router’s entity cache, with the people in it',
    router: 'kith',
    subgraphs: 'kith',
    savings: ['compiled', 'shared', 'grouped'],
    entityCache: true,
  },
];

/** All of Kith but the entity cache: what most aims are held against. */
export const uncached = 'grouped';
