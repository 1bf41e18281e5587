import type { QueryResolvers } from '../generated/resolver-types.ts';
import { viewerOf } from '../viewer.ts';

/**
 * Who asks, told without a look at anything: a router that wants the viewer's visitors or matches needn't ask the owner of
 * people first (docs/adr/the-viewer-in-two-subgraphs.md).
 */
export const queryResolvers: QueryResolvers = {
  me(_parent, _args, { identity }) {
    const id = viewerOf(identity);
    return id === null ? null : { id };
  },
};
