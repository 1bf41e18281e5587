import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './read-manifests.ts';

/**
 * Patterns of .dockerignore, as Docker reads them (https://docs.docker.com/build/concepts/context/#dockerignore-files):
 * from the root, and everything below what they match.
 */
const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((pattern) => {
    if (/[!?[\]\\]/.test(pattern)) throw new Error(`This test doesn't know all of ${pattern}.`);
    const parts = pattern.split(/(\*\*\/|\*)/).map((part) => {
      if (part === '**/') return '(?:.*/)?';
      return part === '*' ? '[^/]*' : part.replaceAll('.', '\\.');
    });
    return new RegExp(`^${parts.join('')}(?:/|$)`);
  });

/** Whether `docker build` doesn't see a file of the repository. */
export const isIgnored = (path: string): boolean => patterns.some((pattern) => pattern.test(path));

/** What a stage of the build makes itself, though it is ignored: the clients of Prisma and GraphiQL's bundle. */
export const isMadeInImage = (path: string): boolean =>
  /^prisma\/\w+\/generated(?:\/|$)|^router\/http\/graphiql\/dist(?:\/|$)/.test(path);

export const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

/** The stage that becomes the image. */
export const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

export interface Copy {
  readonly stage: string;
  /** From the repository's root. */
  readonly sources: readonly string[];
  readonly target: string;
}

/** What the last stage copies of the others. */
export const copies: readonly Copy[] = [...lastStage.matchAll(/^COPY --from=(\S+) (.+) (\S+)$/gm)].map(
  ([, stage, sources, target]) => ({
    stage: stage!,
    sources: sources!.split(' ').map((source) => source.replace(/^\/kith\//, '')),
    target: target!,
  }),
);

/** The variables that the image sets. */
export const imageEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  [...lastStage.matchAll(/^ENV (.+)$/gm)].flatMap(([, line]) =>
    line!.split(' ').map((pair) => pair.split('=') as [string, string]),
  ),
);
