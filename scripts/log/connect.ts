import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import type { Log } from '../../platform/log/port.ts';
import { runningPort } from '../../platform/postgres/server-lock.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { homeAt, root } from '../start/home.ts';
import { keepSecrets } from '../start/secrets.ts';
import { CommandError } from './command-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** True where the environment says which log it is; otherwise it is the one of the `npm start` on this machine. */
export function namesLog({ LOG, LOG_DATABASE_URL, KAFKA_BROKERS }: Environment): boolean {
  return Boolean(LOG || LOG_DATABASE_URL || KAFKA_BROKERS);
}

/**
 * Opens the log that the LOG variables name; without any, the one of the `npm start` that runs on this machine. Rejects
 * with a CommandError.
 */
export async function connect(environment: Environment): Promise<Log> {
  const named = namesLog(environment);
  const config = readConfig(logConfigSchema, {
    ...environment,
    ...(environment.KAFKA_BROKERS && !environment.LOG && !environment.LOG_DATABASE_URL ? { LOG: 'kafka' } : {}),
    ...(named ? {} : { LOG_DATABASE_URL: embeddedUrl(environment, 'log') }),
  });
  try {
    return await openLog(config, createLogger('log-command', environment.LOG_LEVEL ?? 'silent'));
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

/** One of the databases of the `npm start` that runs on this machine. Throws a CommandError where none does. */
export function embeddedUrl(environment: Environment, name: 'log' | 'activity' | 'fraud'): string {
  const home = homeAt(resolve(root, environment.KITH_HOME || '.kith'));
  // What is asked is the server itself: it may have been started with another port than is set here.
  const port = existsSync(home.secrets) ? runningPort(home.postgres) : undefined;
  if (port === undefined) {
    throw new CommandError(
      `No 'npm start' runs on ${home.folder}: start one, set KITH_HOME to the folder of one that runs, or set ` +
        `${name === 'log' ? 'LOG_DATABASE_URL or KAFKA_BROKERS' : `${name.toUpperCase()}_DATABASE_URL`}.`,
    );
  }
  const { POSTGRES_PASSWORD: password } = keepSecrets(home, { ...environment });
  return `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/kith_${name}`;
}
