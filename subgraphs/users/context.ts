import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import type { UserLoader } from './accounts/load-users.ts';

/** What every resolver gets: who asks, and the loader of people, whose queries all requests share. */
export interface Context extends RequestContext {
  readonly users: UserLoader;
}
