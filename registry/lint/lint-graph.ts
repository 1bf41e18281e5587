import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import { counted } from '../report/counted.ts';
import type { Finding } from '../report/finding.ts';
import { lintSubgraph } from './lint-subgraph.ts';
import type { LintRules } from './rules.ts';

/**
 * Lints every subgraph. What stands so in the published graph already is no fault of the proposal: of each subgraph it is
 * only counted, so that a graph with a past can begin to be linted on any day. `all` tells it like the rest.
 */
export function lintGraph(
  published: readonly SubgraphSource[],
  proposed: readonly SubgraphSource[],
  rules: LintRules,
  all: boolean,
): Finding[] {
  const before = new Map(published.map((source) => [source.name, source]));
  return proposed.flatMap((source): Finding[] => {
    const findings = lintSubgraph(source, rules);
    const old = before.get(source.name);
    if (all || !old) return findings;
    // The reason names the element, the place a line, which moves.
    const known = new Set(lintSubgraph(old, rules).map(({ reason }) => reason));
    const fresh = findings.filter(({ reason }) => !known.has(reason));
    const kept = findings.length - fresh.length;
    if (kept === 0) return fresh;
    const reason = `${counted(kept, 'finding')} of the published graph, which this proposal didn't bring.`;
    return [
      ...fresh,
      { stage: 'lint', level: 'note', place: source.file, reason, affected: [], advice: 'See them with --all-lint.' },
    ];
  });
}
