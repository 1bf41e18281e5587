import { readFileSync } from 'node:fs';
import { readCommandLine } from '../start/command-line.ts';
import { findCycles, findUnimported, type ImportGraph, readImportGraph, roomOf } from './import-graph.ts';
import { trackedFiles } from './tracked-files.ts';

const usage = `npm run walls: whether a room imports what it may not

Import cycles, files that nothing imports, process.env outside bin/, databases outside stores and domain words in the router
are told as well. Who may import whom is at the top of scripts/verify/walls.ts.
`;

readCommandLine('npm run walls', usage, {});

/**
 * The walls between the rooms: what each room may import. A room is a top folder, or a folder under `subgraphs/`.
 * `scripts/` and `tests/` may import everything and are imported by nothing but themselves.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  events: ['events', 'platform (types)'],
  platform: ['platform', 'events (types)'],
  'subgraphs/users': ['subgraphs/users', 'platform', 'events', 'prisma/users'],
  'subgraphs/activity': ['subgraphs/activity', 'platform', 'events', 'prisma/activity'],
  'subgraphs/fraud': ['subgraphs/fraud', 'platform', 'events', 'prisma/fraud'],
  // The router serves any supergraph: nothing of a subgraph, and no event of ours, is known to it.
  router: ['router', 'platform'],
  // How the router estimates a cost is a pure function; an estimate of the check's own would be another one.
  registry: ['registry', 'router/guard/estimate-cost.ts', 'router/guard/cost-weights.ts'],
  client: ['client'],
};

function brokenWalls(graph: ImportGraph): string[] {
  const broken: string[] = [];
  for (const [file, imports] of graph) {
    const room = roomOf(file);
    const allowed = mayImport[room];
    if (!allowed || isTest(file)) continue;
    for (const { target, typeOnly } of imports) {
      const targetRoom = roomOf(target);
      if (
        allowed.includes(targetRoom) ||
        allowed.includes(target) ||
        (typeOnly && allowed.includes(`${targetRoom} (types)`))
      )
        continue;
      broken.push(`${file}: ${room} may not import ${target} (it may import ${allowed.join(', ')})`);
    }
  }
  return broken;
}

/** process.env is read in `bin/` alone, so that every setting is declared and checked in one place a process. */
function strayEnvironmentReads(files: readonly string[]): string[] {
  return files
    .filter((file) => /^(events|platform|subgraphs|router|registry|client)\//.test(file) && !/\/bin\//.test(file))
    .filter(
      (file) => !isTest(file) && /process\.env\b(?!\.PATH|\.\w+ = )/.test(stripComments(readFileSync(file, 'utf8'))),
    )
    .map((file) => `${file}: process.env is read outside bin/`);
}

/** Only a store speaks to a database of a subgraph. */
function strayPrisma(graph: ImportGraph): string[] {
  const broken: string[] = [];
  for (const [file, imports] of graph) {
    if (!file.startsWith('subgraphs/') || isTest(file) || /store[^/]*\.ts$|\/bin\/|\/store\//.test(file)) continue;
    for (const { target } of imports)
      if (target.startsWith('prisma/')) broken.push(`${file}: only a store file may import ${target}`);
  }
  return broken;
}

function domainWordsInRouter(files: readonly string[]): string[] {
  return files
    .filter((file) => file.startsWith('router/') && file.endsWith('.ts') && !isTest(file))
    .flatMap((file) => {
      const word = /['"`][^'"`\n]*\b(visitProfile|likeProfile|profileVisited|fraudCase\w*|visited)\b/.exec(
        stripComments(readFileSync(file, 'utf8')),
      );
      return word ? [`${file}: the router knows no domain word, but says "${word[1]}"`] : [];
    });
}

const isTest = (file: string): boolean => /\.test\.ts$|test-support|\/(test|fixtures)\//.test(file);
const stripComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

const files = trackedFiles().filter((file) => file.endsWith('.ts') && !file.includes('/generated/'));
const graph = readImportGraph(files);
const broken = [
  ...brokenWalls(graph),
  ...strayEnvironmentReads(files),
  ...strayPrisma(graph),
  ...domainWordsInRouter(files),
  ...findCycles(graph).map((cycle) => `a cycle: ${cycle.join(' -> ')}`),
  ...findUnimported(graph).map((file) => `${file}: nothing imports it and it is no entry point`),
];
for (const line of broken) console.error(line);
console.log(`walls: ${files.length} files, ${broken.length} broken`);
process.exitCode = broken.length > 0 ? 1 : 0;
