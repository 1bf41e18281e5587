import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Pool } from 'undici';
import { listen } from '../../../platform/http/listen.ts';
import { startCollector } from '../collector.ts';

/**
 * What telemetry costs the router: CPU time per request of a router process, for a query of two fetches in a row, without
 * telemetry, with metrics, and with tracing at several sampling ratios. Rounds of all kinds take turns, so that what else
 * the machine does falls on all of them.
 *
 *     node --import tsx tests/telemetry/bin/overhead.ts [requests a round, 3000] [rounds, 7]
 */
const [requests = 3_000, rounds = 7] = process.argv.slice(2).map(Number);
/** As many as keep the router busy without a queue to speak of. */
const atOnce = 16;

const kinds: Readonly<Record<string, Record<string, string>>> = {
  'no telemetry': { TELEMETRY: 'none' },
  'metrics, tracing off': {},
  'tracing on, 0 % sampled': { OTEL_TRACES_SAMPLER_ARG: '0' },
  'tracing on, 1 % sampled': { OTEL_TRACES_SAMPLER_ARG: '0.01' },
  'tracing on, 100 % sampled': { OTEL_TRACES_SAMPLER_ARG: '1' },
};

const schemas = {
  people: 'type Query { viewer: Person } type Person @key(fields: "id") { id: ID! friend: Person }',
  names: 'type Person @key(fields: "id") { id: ID! name: String }',
};
const answers: Readonly<Record<string, string>> = {
  people: '{"data":{"viewer":{"__typename":"Person","id":"1"}}}',
  names: '{"data":{"_entities":[{"name":"Ada"}]}}',
};
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])\n';

async function startSubgraph(name: string) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answers[name]);
    });
  });
  const port = await listen(server, { port: 0, host: '127.0.0.1', setting: 'a free port' });
  return { name, url: `http://127.0.0.1:${port}/graphql`, typeDefs: parse(link + schemas[name as 'people']), server };
}

async function ask(child: ChildProcess): Promise<{ port: number; cpuMicroseconds: number }> {
  const answer = once(child, 'message');
  child.send('cpu');
  return (await answer)[0];
}

async function send(pool: Pool, count: number): Promise<void> {
  const body = JSON.stringify({ query: 'query Viewer { viewer { id name } }' });
  const headers = { 'content-type': 'application/json' };
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body });
      const text = await answer.body.text();
      if (!text.includes('"Ada"')) throw new Error(`An answer is wrong: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const folder = mkdtempSync(join(tmpdir(), 'overhead-'));
const collector = await startCollector();
const subgraphs = await Promise.all(Object.keys(schemas).map(startSubgraph));
const composed = composeServices(subgraphs);
if (composed.errors) throw new Error(composed.errors.join('\n'));
const SUPERGRAPH = join(folder, 'supergraph.graphql');
writeFileSync(SUPERGRAPH, composed.supergraphSdl);

const routers = await Promise.all(
  Object.entries(kinds).map(async ([kind, environment]) => {
    const traced = 'OTEL_TRACES_SAMPLER_ARG' in environment ? { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } : {};
    const child = fork(join(import.meta.dirname, 'overhead-router.ts'), {
      execArgv: ['--import', 'tsx'],
      env: { PATH: process.env.PATH, SUPERGRAPH, ...traced, ...environment },
    });
    await once(child, 'message');
    const { port } = await ask(child);
    return { kind, child, pool: new Pool(`http://127.0.0.1:${port}`, { connections: atOnce }), costs: [] as number[] };
  }),
);
// The first round warms the compiler up and is not counted.
for (let round = 0; round <= rounds; round++)
  for (const { child, pool, costs } of routers) {
    const before = await ask(child);
    await send(pool, requests);
    const after = await ask(child);
    if (round > 0) costs.push((after.cpuMicroseconds - before.cpuMicroseconds) / requests);
  }
console.log(`CPU µs per request of the router, least and median of ${rounds} rounds of ${requests}`);
for (const { kind, costs } of routers) {
  // What else runs on the machine only ever adds: the least is the best guess.
  const sorted = costs.toSorted((a, b) => a - b).map((cost) => cost.toFixed(0).padStart(6));
  console.log(`${kind.padEnd(28)}${sorted[0]}${sorted[Math.floor(rounds / 2)]}`);
}
for (const { child, pool } of routers) {
  await pool.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
}
for (const { server } of subgraphs) server.close();
await collector.close();
rmSync(folder, { recursive: true, force: true });
