import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createPostgresUsageStore } from '../../router/usage/postgres-usage-store.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { runCheck } from '../check/run-check.ts';
import { publish } from '../cli/publish.ts';
import { record } from '../cli/record.ts';
import { readRegistryConfig } from '../config.ts';
import type { Finding } from '../report/finding.ts';
import { readPublished } from '../snapshot/published.ts';

const guarded = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes"])
"Where reading begins."
type Query {
  "Used."
  a(input: AInput): String @authenticated
  "Nobody asks for it."
  b: String @requiresScopes(scopes: [["s"]])
}
"What a takes."
input AInput {
  "Sent."
  x: Int
  "Not sent."
  y: Int
}`;

describe('a guarded graph that is published, recorded, changed and checked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const published = join(folder, 'published');
  const config = join(folder, 'registry.yaml');
  const options = {
    config,
    format: 'text',
    'allow-no-usage': false,
    'allow-exposure': false,
    'all-lint': false,
  };
  let database: TestDatabase;

  const propose = (sdl: string): void => writeFileSync(join(folder, 'one.graphql'), sdl);
  const check = (noUsage = false): Finding[] =>
    runCheck(readRegistryConfig(config), readPublished(published), { noUsage, exposure: false, allLint: false });
  const errors = (): string[] =>
    check()
      .filter(({ level }) => level === 'error')
      .map(({ stage, place }) => `${stage} ${place}`);

  beforeAll(async () => {
    jest.spyOn(console, 'log').mockImplementation(() => {});
    database = await createEmptyDatabase('registry');
    const subgraphs = { one: { routing_url: 'http://127.0.0.1:1', schema: { file: './one.graphql' } } };
    writeFileSync(join(folder, 'supergraph.yaml'), JSON.stringify({ subgraphs }));
    writeFileSync(config, JSON.stringify({ composition: join(folder, 'supergraph.yaml'), published }));
    propose(guarded);
    expect(publish(options)).toBe(0);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('without any recorded use the check fails, unless that is allowed', () => {
    propose(`${guarded} "New." type Added { "x" x: Int }`);
    expect(errors()).toEqual([`changes ${join(published, 'usage.json')}`]);
    expect(check(true).filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('what routers recorded is written beside it, and an empty store is no snapshot', async () => {
    await expect(record({ ...options, database: database.url })).rejects.toThrow('No router has recorded');
    const store = createPostgresUsageStore(database.url, { keepDays: 100 });
    const operation = { id: 'one', name: 'A', text: 'query A($input: AInput) { a(input: $input) }' };
    const count = { operation, client: 'web', version: '1.4.2', count: 7 };
    const counts = [
      { ...count, day: '2026-09-01', sent: ['AInput.y'] },
      { ...count, day: '2026-11-05', sent: ['AInput.x'] },
    ];
    await store.write([{ id: '01890a5d-ac96-774b-bcce-b302099a8057', counts }]);
    await store.close();
    expect(await record({ ...options, database: database.url })).toBe(0);
    expect(JSON.parse(readFileSync(join(published, 'usage.json'), 'utf8'))).toEqual({
      operations: { one: { name: 'A', text: operation.text } },
      records: [{ client: 'web', version: '1.4.2', day: '2026-11-05', operation: 'one', count: 7, sent: ['AInput.x'] }],
    });
  });

  test('then only what somebody uses may not go, and it is said whose it is', () => {
    propose(guarded.replace(/ {2}"Nobody[\s\S]*?\n}/, '}').replace(/ {2}"Not sent."\n {2}y: Int\n/, ''));
    expect(errors()).toEqual([]);
    propose(guarded.replace(/ {2}"Sent."\n {2}x: Int\n/, ''));
    expect(errors()).toEqual(['changes AInput.x', 'operations operation A']);
    expect(check().find(({ place }) => place === 'AInput.x')?.affected).toEqual([
      "web@1.4.2: 'A' 7 times, last on 2026-11-05",
    ]);
    propose(guarded.replace(' @authenticated\n', '\n'));
    expect(errors()).toEqual(['exposure Query.a']);
  });
});
