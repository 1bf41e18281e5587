import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { lintRulesSchema } from './lint/rules.ts';
import { counted } from './report/counted.ts';

const configSchema = z.strictObject({
  /** The composition config, in the format that `rover supergraph compose` reads. */
  composition: z.string(),
  /** The folder of the published graph. */
  published: z.string().default('./registry/published'),
  /** A folder of event schemas (JSON Schema), or none. */
  events: z.string().optional(),
  /** Folders of Prisma migrations, each with the folder of the code that speaks to that database. */
  migrations: z.array(z.strictObject({ folder: z.string(), sources: z.string() })).default([]),
  /** Manifests of the operations that clients publish: they must stay valid before anybody sends them. */
  manifests: z.array(z.string()).default([]),
  usage: z
    .strictObject({
      /** How many days of recorded use count, back from the last recorded day. */
      days: z.int().min(1).default(30),
      /** An operation that came fewer times in the window doesn't count. */
      countMin: z.int().min(1).default(1),
      /** Clients that never count: a name, or `name@version`. */
      excludedClients: z.array(z.string()).default([]),
    })
    .prefault({}),
  lint: lintRulesSchema,
  /** Variants of the graph: `{ name: public, excludeTags: [internal] }`. */
  contracts: z.array(z.strictObject({ name: z.string(), excludeTags: z.array(z.string()) })).default([]),
});

export type RegistryConfig = z.infer<typeof configSchema>;

/** What the check reads where no file is named. */
export const registryFile = 'registry.yaml';

/**
 * Reads the check's config; a composition config will do too. Where a registry.yaml beside it is about that composition,
 * it is read whole: what was published has the events and migrations that it names, and a check without them would take
 * them for gone. Where there is none, everything else has its default. Paths in it are those of its own folder, as are
 * those of a composition config.
 *
 * Throws an Error that lists every mistake.
 */
export function readRegistryConfig(file: string): RegistryConfig {
  if (!existsSync(file)) throw new Error(`There is no ${file}: name the config with --config FILE.`);
  const raw = readYaml(file);
  if (typeof raw !== 'object' || raw === null || !('subgraphs' in raw)) return parseConfig(file, raw);
  const beside = join(dirname(file), registryFile);
  if (existsSync(beside) && isAbout(readYaml(beside), file)) return readRegistryConfig(beside);
  return parseConfig(file, { composition: basename(file) });
}

/** Whether the check's config in the same folder as a composition config names that one. */
function isAbout(config: unknown, compositionFile: string): boolean {
  if (typeof config !== 'object' || config === null || !('composition' in config)) return false;
  return resolve(dirname(compositionFile), String(config.composition)) === resolve(compositionFile);
}

function parseConfig(file: string, raw: unknown): RegistryConfig {
  const result = configSchema.safeParse(raw);
  if (result.success) return inFolder(dirname(file), result.data);
  const mistakes = result.error.issues.map((issue) => `- ${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new Error(`${file} has ${counted(mistakes.length, 'mistake')}:\n${mistakes.join('\n')}`);
}

function readYaml(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

/** Paths as they are from the working folder. */
function inFolder(folder: string, config: RegistryConfig): RegistryConfig {
  const at = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  return {
    ...config,
    composition: at(config.composition),
    published: at(config.published),
    events: config.events === undefined ? undefined : at(config.events),
    manifests: config.manifests.map(at),
    migrations: config.migrations.map(({ folder: own, sources }) => ({ folder: at(own), sources: at(sources) })),
  };
}
