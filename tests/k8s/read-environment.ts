import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { logConfigSchema } from '../../platform/log/config.ts';
import { telemetryConfigSchema } from '../../platform/telemetry/config.ts';
import { root } from './read-manifests.ts';

/** Environment variables by name: whether a process can't start without. */
export type Variables = ReadonlyMap<string, { readonly required: boolean; readonly fallback: string | null }>;

/**
 * The environment variables that a program reads: those of the config schema in its file, of the shared schemas that it
 * names, and, for the router, what its configuration file stands `${NAME}` in for. A program can't be imported to ask
 * it: it would start.
 */
export function readVariables(program: string): Variables {
  const text = readFileSync(join(root, program), 'utf8');
  const variables = new Map<string, { required: boolean; fallback: string | null }>();
  const object = /z\s*\.object\(\{([\s\S]*?)\}\)/.exec(text)?.[1] ?? '';
  for (const [, name, definition] of object.matchAll(
    /(?:^|[{,]\s+|\n\s+|\s)([A-Z][A-Z_]+): ([\s\S]*?)(?=,\s*(?:\/\*|\/\/|[A-Z][A-Z_]+:|$)|$)/g,
  )) {
    const optional = /\.optional\(\)|\.default\(|^databaseUrl$/.test(definition!.trim());
    variables.set(name!, { required: !optional, fallback: /\.default\(['"]?([^'")]+)/.exec(definition!)?.[1] ?? null });
  }
  for (const [name, schema] of Object.entries({ logConfigSchema, telemetryConfigSchema })) {
    // scripts/log reads the log's variables through a file of its own.
    const reads = text.includes(name) || (name === 'logConfigSchema' && text.includes("from './run-command.ts'"));
    if (reads) for (const [key, value] of keysOf(schema)) variables.set(key, value);
  }
  if (variables.has('ROUTER_CONFIG')) {
    for (const [, name] of readFileSync(join(root, 'router.yaml'), 'utf8').matchAll(/\$\{([A-Z_]+)(:-[^}]*)?\}/g)) {
      if (!variables.has(name!) && name !== 'NAME') variables.set(name!, { required: false, fallback: null });
    }
  }
  return variables;
}

type Key = readonly [name: string, variable: { required: boolean; fallback: string | null }];

function keysOf(schema: z.ZodType): Key[] {
  if (schema instanceof z.ZodIntersection) {
    const { left, right } = schema.def;
    return [...keysOf(left as z.ZodType), ...keysOf(right as z.ZodType)];
  }
  if (!(schema instanceof z.ZodObject)) throw new Error('A schema of variables is an object or two of them.');
  return Object.entries(schema.shape).map(([name, value]) => [
    name,
    { required: !(value as z.ZodType).safeParse(undefined).success, fallback: null },
  ]);
}
