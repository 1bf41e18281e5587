import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/**
 * kith-schema as `npm pack` makes it, in a project of somebody else's with two subgraphs, with what its package.json asks
 * for and nothing else of this repository.
 */
const root = join(import.meta.dirname, '..', '..');
let project: string;
let program: string;

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'schema-package-')));
  const packed = execFileSync(
    'npm',
    ['pack', './registry', '--json', '--loglevel=error', '--pack-destination', project],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  const installed = join(project, 'node_modules', 'kith-schema');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', installed]);
  const { bin, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  program = join(installed, bin['kith-schema']!);
  const subgraph = (name: string) => ({ routing_url: `http://${name}`, schema: { file: `./${name}.graphql` } });
  write(
    'supergraph.yaml',
    JSON.stringify({ subgraphs: { products: subgraph('products'), reviews: subgraph('reviews') } }),
  );
  write('products.graphql', products);
  write(
    'reviews.graphql',
    `${link}type Product @key(fields: "id") { id: ID! reviews: [Review!] }\ntype Review { stars: Int }`,
  );
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const products = `${link}type Query {
  product(id: ID!): Product
  products(first: Int = 10): [Product!]
}
type Product @key(fields: "id") {
  id: ID!
  name: String
  price: Int
}`;
const write = (file: string, text: string): void => writeFileSync(join(project, file), text);
const recorded = {
  operations: { one: { name: 'Prices', text: 'query Prices($n: Int) { products(first: $n) { name price } }' } },
  records: [{ client: 'shop-web', version: '3.1.0', day: '2026-11-05', operation: 'one', count: 1204 }],
};

function run(...args: string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: project,
    encoding: 'utf8',
  });
  return { code: status, out: stdout.trimEnd(), error: stderr.trimEnd() };
}
const on = (command: string, ...more: string[]) => run(command, '--config', 'supergraph.yaml', ...more);

describe('kith-schema on a graph of somebody else’s', () => {
  test('says what to do where nothing was published, and takes the first graph', () => {
    expect(on('diff')).toMatchObject({
      code: 2,
      error: "kith-schema: Nothing was published yet: run 'kith-schema publish' first.",
    });
    const first = on('check');
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain('Nothing was published yet, so there is nothing to judge against.');
    expect(on('publish')).toMatchObject({ code: 0 });
    expect(on('changelog').out).toMatch(
      /^# Changes of the graph\n\n## \d{4}-\d\d-\d\d\n\nThe first published graph\.$/,
    );
  });

  test('without any record fails, and when that is allowed only warns of what could break somebody', () => {
    write('products.graphql', products.replace('  price: Int\n', ''));
    expect(on('check')).toMatchObject({ code: 1, out: expect.stringContaining('There is no recorded use') });
    const allowed = on('check', '--allow-no-usage');
    expect(allowed.code).toBe(0);
    expect(allowed.out).toContain(
      "! changes: products.graphql:6: Product.price: Field 'Product.price' was removed. It breaks whoever uses it, and no use was recorded.",
    );
    // What lint has against the published graph is no fault of this change.
    expect(allowed.out).toMatch(/· lint: products\.graphql: \d+ findings of the published graph/);
    expect(on('check', '--allow-no-usage', '--all-lint').out).toContain("Field 'Product.name' has no description.");
  });

  test('with records says who breaks, in every format', () => {
    write('registry/published/usage.json', JSON.stringify(recorded));
    const whom = "shop-web@3.1.0: 'Prices' 1,204 times, last on 2026-11-05";
    const text = on('check');
    expect(text.code).toBe(1);
    expect(text.out).toContain(
      `✗ changes: products.graphql:6: Product.price: Field 'Product.price' was removed. Affected: ${whom}.`,
    );
    const github = on('check', '--format', 'github');
    expect(github.out).toContain(
      `::error file=products.graphql,line=6,title=schema changes::Product.price: Field 'Product.price' was removed. Affected: ${whom}.`,
    );
    const markdown = on('check', '--format', 'markdown');
    expect(markdown.out).toContain(
      `| error | changes | \`Product.price\` (products.graphql:6) | Field 'Product.price' was removed. | ${whom} |`,
    );
    const json = JSON.parse(on('check', '--format', 'json').out);
    expect(json.passes).toBe(false);
    expect(json.findings[0]).toMatchObject({
      stage: 'changes',
      level: 'error',
      place: 'Product.price',
      affected: [whom],
    });
    expect(on('usage', 'Product.price').out).toBe(
      "shop-web@3.1.0: 'Prices' 1,204 times, since 2026-11-05, last on 2026-11-05",
    );
    expect(on('usage', 'Product.id').out).toBe('No recorded operation uses Product.id.');
  });

  test('lets go what nobody uses, and publishes it with an entry for people', () => {
    write(
      'products.graphql',
      products
        .replace('  id: ID!\n  name', '  id: ID!\n  "What it weighs, in grams."\n  weight: Int\n  name')
        .replace('first: Int = 10', 'first: Int = 10 after: ID'),
    );
    const { code, out } = on('check');
    expect([code, out]).toEqual([0, expect.stringContaining("Field 'Product.weight' was added.")]);
    expect(on('publish').out).toContain("**New**\n\n- Field 'Product.weight' was added.");
  });

  test('names the file and line where subgraphs don’t agree', () => {
    write('reviews.graphql', `${link}type Product @key(fields: "id") {\n id: ID!\n name: Int }`);
    const { code, out } = on('check');
    expect(code).toBe(1);
    expect(out).toMatch(
      /✗ composition: products\.graphql:\d+, reviews\.graphql:4: Type of field "Product\.name" is incompatible/,
    );
    expect(on('publish')).toMatchObject({ code: 2, error: expect.stringContaining("don't compose") });
  });

  test.each([
    [['nonsense'], "'nonsense' is no command"],
    [['check', '--config', 'none.yaml'], 'There is no none.yaml'],
    [['check', '--nope'], "Unknown option '--nope'"],
    [['check', 'more'], "check takes no 'more'"],
    [
      ['check', '--config', 'supergraph.yaml', '--format', 'xml'],
      '--format xml: it is one of text, json, markdown, github',
    ],
    [
      ['check', '--config', 'supergraph.yaml', '--against', 'nowhere'],
      "'nowhere' is neither a file, nor a folder, nor a git ref",
    ],
    [['usage', '--config', 'supergraph.yaml'], 'Name a coordinate'],
    [
      ['usage', 'Product.nope', '--config', 'supergraph.yaml'],
      "'Product.nope' is no coordinate of the published graph",
    ],
    [['record', '--config', 'supergraph.yaml'], 'Name the store with --database'],
    [
      ['record', '--config', 'supergraph.yaml', '--database', 'postgres://127.0.0.1:1/x'],
      "The usage store can't be read",
    ],
  ])('%j is told what is wrong with it, with the exit code 2', (args, message) => {
    expect(run(...args)).toMatchObject({ code: 2, out: '', error: expect.stringContaining(`kith-schema: ${message}`) });
  });

  test('has help for itself and for each command', () => {
    const overview = run('--help');
    expect(run().out).toBe(overview.out);
    for (const command of ['check', 'diff', 'publish', 'changelog', 'usage', 'record']) {
      expect(overview.out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
      expect(run(command, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--config FILE') });
    }
  });
});
