import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readConfig } from '../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { homeAt, root } from '../start/home.ts';
import { keepSecrets } from '../start/secrets.ts';
import { CommandError } from './command-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** As in `npm start`: beside PostgreSQL's own 5432. */
const portSchema = z.object({ POSTGRES_PORT: z.coerce.number().int().min(1).max(65535).default(54_329) });

/**
 * Opens the log that the LOG variables name; without any, the one of the `npm start` that runs on this machine. Rejects
 * with a CommandError.
 */
export async function connect(environment: Environment): Promise<Log> {
  const named = environment.LOG || environment.LOG_DATABASE_URL || environment.KAFKA_BROKERS;
  const config = readConfig(logConfigSchema, {
    ...environment,
    ...(environment.KAFKA_BROKERS && !environment.LOG && !environment.LOG_DATABASE_URL ? { LOG: 'kafka' } : {}),
    ...(named ? {} : { LOG_DATABASE_URL: embeddedUrl(environment, 'log') }),
  });
  try {
    return await openLog(config, createLogger('log-command', environment.LOG_LEVEL ?? 'silent'));
  } catch (error) {
    const hint = named ? '' : " Is 'npm start' running? Or set LOG_DATABASE_URL or KAFKA_BROKERS.";
    throw new CommandError(`${(error as Error).message}${hint}`);
  }
}

/** One of the databases of the `npm start` on this machine. */
export function embeddedUrl(environment: Environment, name: 'log' | 'activity'): string {
  const home = homeAt(resolve(root, environment.KITH_HOME || '.kith'));
  if (!existsSync(home.secrets)) {
    throw new CommandError(
      "There is no log to connect to: start one with 'npm start', or set LOG_DATABASE_URL or KAFKA_BROKERS.",
    );
  }
  const { POSTGRES_PASSWORD: password } = keepSecrets(home, { ...environment });
  const { POSTGRES_PORT: port } = readConfig(portSchema, environment);
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/kith_${name}`;
}
