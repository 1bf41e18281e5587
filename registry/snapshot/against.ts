import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Published, parsePublished, readPublished } from './published.ts';

/**
 * The graph to judge against: a folder of a published graph, a supergraph file, or a git ref whose published folder is
 * read. Null where nothing was published there. Throws an Error with one sentence for what is none of these.
 */
export function readAgainst(against: string | undefined, publishedFolder: string): Published | null {
  if (against === undefined) return readPublished(publishedFolder);
  if (existsSync(against)) {
    if (statSync(against).isDirectory()) return readPublished(against);
    return {
      snapshot: { sources: [], supergraphSdl: readFileSync(against, 'utf8'), events: [], migrations: [] },
      migrations: new Set(),
    };
  }
  return readPublishedAtRef(against, publishedFolder);
}

function readPublishedAtRef(ref: string, publishedFolder: string): Published | null {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 256 * 1024 * 1024 });
  try {
    git('rev-parse', '--verify', `${ref}^{commit}`);
  } catch {
    throw new Error(`'${ref}' is neither a file, nor a folder, nor a git ref: name one with --against.`);
  }
  try {
    return parsePublished(git('show', `${ref}:./${relative(process.cwd(), join(publishedFolder, 'graph.json'))}`));
  } catch {
    return null;
  }
}
