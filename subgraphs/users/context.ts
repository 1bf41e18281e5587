import type { Loader } from '../../platform/http/shared-loader.ts';
import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import type { UserModel } from './model.ts';

/** What every resolver gets: who asks, and the loader of people, whose queries all requests share. */
export interface Context extends RequestContext {
  readonly users: Loader<UserModel>;
}
