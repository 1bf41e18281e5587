import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import type { Loaders } from './loaders.ts';

/** What every resolver gets. */
export interface Context extends RequestContext {
  readonly loaders: Loaders;
}
