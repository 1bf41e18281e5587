import { type DocumentNode, parse, print } from 'graphql';
import { showExecutableDirectives } from './executable-directives.ts';
import { isolateRequiredArguments, type RequiredArguments } from './required-arguments.ts';
import { preferResolvableKeys } from './resolvable-keys.ts';
import { acceptEnforcedFeatures } from './security-features.ts';

/** A supergraph as the planner gets it, and what must be undone in its plans. */
export interface MendedSupergraph {
  readonly sdl: string;
  readonly requiredArguments: RequiredArguments;
}

/** Works around what Apollo's gateway refuses or plans wrongly. The graph that clients see stays the same. */
export function mendSupergraph(supergraphSdl: string): MendedSupergraph {
  const document: DocumentNode = parse(supergraphSdl);
  const isolated = isolateRequiredArguments(
    preferResolvableKeys(showExecutableDirectives(acceptEnforcedFeatures(document))),
  );
  return {
    sdl: isolated.document === document ? supergraphSdl : print(isolated.document),
    requiredArguments: isolated.requiredArguments,
  };
}
