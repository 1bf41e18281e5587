import { composeServices } from '@apollo/composition';
import { type ASTNode, GraphQLError, parse, Source } from 'graphql';
import type { Finding } from '../report/finding.ts';
import type { SubgraphSource } from './subgraph-sources.ts';

/** What composing came to: the supergraph if there is one, and what there is to say about it. */
export interface Composition {
  /** The supergraph SDL; null where the subgraphs don't compose. */
  readonly supergraphSdl: string | null;
  readonly findings: readonly Finding[];
}

/** Composes subgraphs. Each error and hint is placed at the subgraph's own file and line. */
export function compose(sources: readonly SubgraphSource[]): Composition {
  const findings: Finding[] = [];
  const services = sources.flatMap(({ name, url, file, sdl }) => {
    try {
      return [{ name, url, typeDefs: parse(new Source(sdl, file)) }];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      findings.push(composed('error', `${file}:${error.locations?.[0]?.line ?? 1}`, error.message));
      return [];
    }
  });
  if (findings.length > 0) return { supergraphSdl: null, findings };

  const result = composeServices(services);
  if (result.errors) {
    for (const error of result.errors)
      findings.push(composed('error', places(error.nodes, sources), `${error.message} (${error.extensions.code})`));
    return { supergraphSdl: null, findings };
  }
  for (const hint of result.hints) {
    const level = hint.definition.level.name === 'WARN' ? 'warning' : 'note';
    findings.push(composed(level, places(hint.nodes, sources), `${hint.message} (${hint.definition.code})`));
  }
  return { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, findings };
}

function composed(level: Finding['level'], place: string, reason: string): Finding {
  const advice = level === 'error' ? 'Mend the schema at this place so that the subgraphs agree.' : null;
  return { stage: 'composition', level, place, reason, affected: [], advice };
}

/** `file:line` of every node that came from a subgraph's file; the files alone where no node tells. */
function places(nodes: readonly ASTNode[] | undefined, sources: readonly SubgraphSource[]): string {
  const known = (nodes ?? []).flatMap((node) =>
    node.loc?.source ? [`${node.loc.source.name}:${node.loc.startToken.line}`] : [],
  );
  return known.length > 0 ? [...new Set(known)].join(', ') : sources.map(({ file }) => file).join(', ');
}
