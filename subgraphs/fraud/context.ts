import type { RequestContext } from '../../platform/http/subgraph-server.ts';

/** What every resolver gets. */
export type Context = RequestContext;
