import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../../platform/config/read-config.ts';
import { readRouterConfig } from '../config/read-router-config.ts';
import type { RouterConfig } from '../config/router-config.ts';

export const usage = `kith-router serves a Federation 2 supergraph.

  kith-router --supergraph FILE [--port N] [--host ADDRESS]... [--config FILE] [--workers N]

  --supergraph FILE  the composed supergraph; it is loaded again whenever the file changes
  --port N           the port to listen on: 4000 unless told, 0 for a free one
  --host ADDRESS     an address to listen on, as often as you like: 127.0.0.1 and ::1 unless told
  --config FILE      everything else, in YAML: identity, limits, CORS, subgraph URLs …
  --workers N        processes that share the port, one a core at most; 1 unless told. Limits are counted in each of
                     them unless REDIS_URL is set
  --help             this text

From the environment: INTERNAL_TOKEN_SECRET, HASH_SECRET and CURSOR_SECRET (made up at each start unless set), REDIS_URL,
LOG with its settings (subscriptions need a log), LOG_LEVEL.
GET /health on the same port says when it is ready.
`;

/**
 * Reads the command line. Options win over the config file. Throws a ConfigError with what is wrong, or returns null
 * where help is asked for.
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (file: string) => string,
): { config: RouterConfig; workers: number } | null {
  const values = parse(args);
  if (values.help) return null;
  const { supergraph, port, host, workers, config: file } = values;
  const mistakes: string[] = [];
  if (!supergraph && !file) mistakes.push('--supergraph FILE is needed');
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535))
    mistakes.push(`--port must be a number from 0 to 65535, not ${port}`);
  if (workers !== undefined && !/^[1-9]\d{0,2}$/.test(workers))
    mistakes.push(`--workers must be a number from 1 to 999, not ${workers}`);
  if (mistakes.length > 0) throw new ConfigError(`${mistakes.join('\n')}\n\n${usage}`);

  const graphFile = supergraph === undefined ? undefined : resolve(supergraph);
  const config = file
    ? readRouterConfig(read(file, readFile), file, environment, graphFile)
    : readRouterConfig('', 'the command line', environment, graphFile);
  return {
    config: {
      ...config,
      listen: {
        ...config.listen,
        port: port === undefined ? config.listen.port : Number(port),
        hosts: host ?? config.listen.hosts,
      },
    },
    workers: Number(workers ?? 1),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        supergraph: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string', multiple: true },
        config: { type: 'string' },
        workers: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n\n${usage}`);
  }
}

function read(file: string, readFile: (file: string) => string): string {
  try {
    return readFile(file);
  } catch (error) {
    throw new ConfigError(`${file} can't be read: ${(error as Error).message}`);
  }
}
