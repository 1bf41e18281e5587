import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import { readConfig } from '../../platform/config/read-config.ts';
import type { PlannedPort } from './ports.ts';
import { StartError } from './start-error.ts';

const port = (preset: number) => z.coerce.number().int().min(1).max(65535).default(preset);
const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
  .optional();

const environmentSchema = z
  .object({
    PORT: port(4000),
    USERS_PORT: port(4001),
    ACTIVITY_PORT: port(4002),
    FRAUD_PORT: port(4003),
    /** Not PostgreSQL's own 5432, where one may be installed; and below 32768, where Linux hands ports out by chance. */
    POSTGRES_PORT: port(25432),
    /** Metrics and readiness: the router's port, and the next six for the other processes. None where it isn't set. */
    ADMIN_PORT: z.coerce.number().int().min(1).max(65_529).optional(),
    /** Where the router listens; where it isn't set, on the loopback addresses that this machine has. */
    HOSTS: z.string().optional(),
    LOG: z.enum(['postgres', 'kafka']).default('postgres'),
    KAFKA_BROKERS: z.string().optional(),
    USERS_DATABASE_URL: databaseUrl,
    ACTIVITY_DATABASE_URL: databaseUrl,
    FRAUD_DATABASE_URL: databaseUrl,
    LOG_DATABASE_URL: databaseUrl,
  })
  .refine(({ LOG, KAFKA_BROKERS }) => LOG !== 'kafka' || KAFKA_BROKERS !== undefined, {
    path: ['KAFKA_BROKERS'],
    message: 'is needed because LOG is kafka',
  });

export type Settings = Omit<z.infer<typeof environmentSchema>, 'HOSTS'> & { readonly HOSTS: string };

/** Reads ports and database URLs out of the environment; all mistakes are reported together. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const settings = readConfig(environmentSchema, environment);
  return { ...settings, HOSTS: settings.HOSTS ?? loopbacks().join(',') };
}

/** `localhost` means both; a container may have been given no IPv6. */
function loopbacks(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
  return addresses.includes('::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/** Whether PostgreSQL is the user's own: all its URLs are given, or none. Throws a StartError where only some are. */
export function usesOwnPostgres(settings: Settings): boolean {
  const names = ['USERS_DATABASE_URL', 'ACTIVITY_DATABASE_URL', 'FRAUD_DATABASE_URL'] as const;
  const needed = settings.LOG === 'postgres' ? ([...names, 'LOG_DATABASE_URL'] as const) : names;
  const missing = needed.filter((name) => settings[name] === undefined);
  if (missing.length === needed.length) return false;
  if (missing.length > 0)
    throw new StartError(
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing: give all database URLs for a PostgreSQL of your own, or none for the embedded one.`,
    );
  return true;
}

const processNames = ['router', 'users', 'users-worker', 'activity', 'activity-worker', 'fraud', 'fraud-worker'];

/** The admin port of a process, each its own: on one machine they can't share the number that they were given. */
export function adminPort(settings: Settings, name: string): number | undefined {
  return settings.ADMIN_PORT === undefined ? undefined : settings.ADMIN_PORT + processNames.indexOf(name);
}

/** Every port that a start will listen on. */
export function plannedPorts(settings: Settings): readonly PlannedPort[] {
  const local = ['127.0.0.1'];
  const hosts = settings.HOSTS.split(',').map((host) => host.trim());
  return [
    { port: settings.PORT, hosts, setting: 'PORT', owner: 'the router' },
    { port: settings.USERS_PORT, hosts: local, setting: 'USERS_PORT', owner: 'users' },
    { port: settings.ACTIVITY_PORT, hosts: local, setting: 'ACTIVITY_PORT', owner: 'activity' },
    { port: settings.FRAUD_PORT, hosts: local, setting: 'FRAUD_PORT', owner: 'fraud' },
    ...processNames.flatMap((name) => {
      const port = adminPort(settings, name);
      return port === undefined ? [] : [{ port, hosts: local, setting: 'ADMIN_PORT', owner: `metrics of ${name}` }];
    }),
    ...(usesOwnPostgres(settings)
      ? []
      : [{ port: settings.POSTGRES_PORT, hosts: local, setting: 'POSTGRES_PORT', owner: 'PostgreSQL' }]),
  ];
}
