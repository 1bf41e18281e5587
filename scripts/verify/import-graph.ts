import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Our own files and which of our own files each imports; packages are left out. */
export type ImportGraph = ReadonlyMap<string, readonly { target: string; typeOnly: boolean }[]>;

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+\.ts)['"]/g;

export function readImportGraph(files: readonly string[]): ImportGraph {
  return new Map(files.map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): { target: string; typeOnly: boolean }[] {
  const imports: { target: string; typeOnly: boolean }[] = [];
  for (const match of readFileSync(file, 'utf8').matchAll(importPattern)) {
    const specifier = match[2] ?? match[3] ?? match[4];
    if (specifier) imports.push({ target: normalize(join(dirname(file), specifier)), typeOnly: Boolean(match[1]) });
  }
  return imports;
}

/** `subgraphs/users`, `prisma/fraud`; else the top folder. */
export function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'subgraphs' || top === 'prisma' ? `${top}/${second}` : top;
}

/** Cycles of imports that exist at run time; a type-only import makes none. */
export function findCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push([...trail.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const { target, typeOnly } of graph.get(file) ?? []) if (!typeOnly) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

/** Files that nothing imports and that are no entry point: a process, a command, a test or a tool's config. */
export function findUnimported(graph: ImportGraph): string[] {
  const commands = existsSync('package.json') ? readFileSync('package.json', 'utf8') : '';
  const imported = new Set([...graph.values()].flat().map(({ target }) => target));
  // A file that is started as a process of its own is named by its path in the text of the file that starts it.
  const texts = [...graph.keys()].map((file) => readFileSync(file, 'utf8'));
  const isEntry = (file: string): boolean =>
    /\.test\.ts$|\/bin\/|^tests\/support\/global-|^[^/]+\.ts$|^client\/index\.ts$|\/programs\/|^loadtest\//.test(
      file,
    ) ||
    commands.includes(file) ||
    texts.some((text) => text.includes(`/${file.split('/').at(-1)}'`) && !text.includes(`from '${file}`));
  return [...graph.keys()].filter((file) => !imported.has(file) && !isEntry(file));
}
