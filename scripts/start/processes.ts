import { join } from 'node:path';
import type { DatabaseUrls } from './databases.ts';
import { root } from './home.ts';
import type { Secrets } from './secrets.ts';
import { adminPort, type Settings } from './settings.ts';

/** One process of the product: its file, and what its environment has besides ours. */
export interface ProcessPlan {
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Every process of the product: `behind` first and side by side, then the `router`, which listens only once everything
 * behind it is ready.
 */
export function planProcesses(deps: { settings: Settings; secrets: Secrets; urls: DatabaseUrls }): {
  readonly behind: readonly ProcessPlan[];
  readonly router: ProcessPlan;
} {
  const { settings, secrets, urls } = deps;
  const { INTERNAL_TOKEN_SECRET } = secrets;
  const log = { LOG: settings.LOG, ...(urls.log === undefined ? {} : { LOG_DATABASE_URL: urls.log }) };
  const ports = {
    USERS_PORT: String(settings.USERS_PORT),
    ACTIVITY_PORT: String(settings.ACTIVITY_PORT),
    FRAUD_PORT: String(settings.FRAUD_PORT),
  };
  // Only what must be reachable from outside ever listens elsewhere, and of these processes none must.
  const graph = { ...ports, HOST: '127.0.0.1', INTERNAL_TOKEN_SECRET };
  const issuer = `http://127.0.0.1:${settings.USERS_PORT}`;
  const users = { USERS_DATABASE_URL: urls.users };
  const activity = { ACTIVITY_DATABASE_URL: urls.activity };
  const fraud = { FRAUD_DATABASE_URL: urls.fraud };
  const admin = (name: string): Record<string, string> => {
    const port = adminPort(settings, name);
    return port === undefined ? {} : { ADMIN_PORT: String(port) };
  };
  const ofSubgraph = (subgraph: string, name: string, environment: Record<string, string>): ProcessPlan => ({
    name,
    file: join(root, 'subgraphs', subgraph, 'bin', `${name}.ts`),
    environment: { ...admin(name), ...environment },
  });
  return {
    behind: [
      ofSubgraph('users', 'users', { ...graph, ...users, ISSUER: issuer }),
      ofSubgraph('users', 'users-worker', { ...users, ...log }),
      ofSubgraph('activity', 'activity', { ...graph, ...activity }),
      ofSubgraph('activity', 'activity-worker', { ...activity, ...log }),
      ofSubgraph('fraud', 'fraud', { ...graph, ...fraud }),
      ofSubgraph('fraud', 'fraud-worker', { ...fraud, ...log }),
    ],
    router: {
      name: 'router',
      file: join(root, 'router', 'bin', 'router.ts'),
      environment: {
        ...admin('router'),
        ...log,
        // Recorded use has a schema of its own beside the log's.
        ...(urls.log === undefined ? {} : { USAGE_DATABASE_URL: process.env.USAGE_DATABASE_URL || urls.log }),
        ...ports,
        PORT: String(settings.PORT),
        HOSTS: settings.HOSTS,
        ROUTER_CONFIG: process.env.ROUTER_CONFIG || join(root, 'router.yaml'),
        INTERNAL_TOKEN_SECRET,
        HASH_SECRET: secrets.HASH_SECRET,
        CURSOR_SECRET: secrets.CURSOR_SECRET,
        ISSUER: issuer,
        JWKS_URL: `${issuer}/.well-known/jwks.json`,
        USERS_URL: `http://127.0.0.1:${settings.USERS_PORT}/graphql`,
        ACTIVITY_URL: `http://127.0.0.1:${settings.ACTIVITY_PORT}/graphql`,
        FRAUD_URL: `http://127.0.0.1:${settings.FRAUD_PORT}/graphql`,
      },
    },
  };
}
