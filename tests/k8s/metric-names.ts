import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { root } from './read-manifests.ts';

/** What Prometheus itself makes. */
const ofPrometheus = ['up', 'ALERTS'];

/**
 * The name of every series that a process of ours can have: what the code declares through `Metrics`
 * (platform/telemetry/metrics.ts), what prom-client adds by itself, and what Prometheus makes. A declaration names its
 * metric by a literal, always.
 */
export function declaredSeries(): Set<string> {
  const names = new Set<string>(ofPrometheus);
  const add = (name: string, kind: string): void => {
    if (kind !== 'timing' && kind !== 'histogram') names.add(name);
    else for (const suffix of ['_bucket', '_sum', '_count']) names.add(name + suffix);
  };
  for (const folder of ['platform', 'router', 'subgraphs']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const text = readFileSync(join(root, folder, file), 'utf8');
      if (!/[mM]etrics/.test(text)) continue;
      const calls = /\b(counters?|count|gauge|timing)\(\s*'([a-z][a-z0-9]*(?:_[a-z0-9]+)+)'/g;
      for (const [, kind, name] of text.matchAll(calls)) add(name!, kind!);
    }
  }
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, type } of registry.getMetricsAsArray() as unknown as { name: string; type: string }[]) {
    add(name, String(type));
  }
  registry.clear();
  return names;
}

const words = new Set(
  `abs absent absent_over_time and avg avg_over_time bool bottomk by ceil changes clamp_max clamp_min count
   count_over_time delta deriv group group_left group_right histogram_quantile ignoring increase irate label_replace max
   max_over_time min min_over_time offset on or quantile rate round scalar sum sum_over_time time topk unless vector
   without`.split(/\s+/),
);

/** The names of the series that an expression asks for: without labels, strings, durations, functions and groupings. */
export function seriesIn(expression: string): Set<string> {
  const bare = expression
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ')
    .replace(/\boffset\s+\w+/g, ' ');
  const names = bare.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/g) ?? [];
  return new Set(names.filter((name) => !words.has(name)));
}
