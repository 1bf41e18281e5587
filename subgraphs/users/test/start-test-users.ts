import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Envelope } from '../../../events/envelope.ts';
import type { Identity } from '../../../platform/identity/identity.ts';
import { createInternalTokenSigner, identityHeader } from '../../../platform/identity/internal-token.ts';
import type { Part } from '../../../platform/lifecycle/run-process.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createMigratedDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { patient } from '../../../tests/support/patient.ts';
import { startUsers } from '../start-users.ts';

export const issuer = 'http://users.test';
const logger = createLogger('users-test', 'silent');

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for.
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

/** One copy of the users process over a database, asked over HTTP as a router asks. */
export interface UsersCopy {
  readonly url: string;
  ask(query: string, variables?: Record<string, unknown>, who?: Partial<Identity>): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts one copy on a free port. */
export async function startCopy(
  databaseUrl: string,
  options: { now?: () => Date; secret?: string } = {},
): Promise<UsersCopy> {
  const secret = options.secret ?? 'a secret of the tests';
  const parts: Part[] = [];
  const server = await startUsers(
    { databaseUrl, internalTokenSecret: secret, issuer, host: '127.0.0.1', port: 0, overload: patient },
    { process: { add: (part) => parts.push(part) }, logger, now: options.now },
  );
  const sign = createInternalTokenSigner(secret);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    async ask(query, variables = {}, who = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [identityHeader]: await sign({ ...anonymous(), ...who }) },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    close: async () => {
      for (const part of parts.splice(0).reverse()) await part.close();
    },
  };
}

/** Nobody is signed in; each call comes from an address of its own. */
export function anonymous(): Identity {
  return {
    subject: null,
    scopes: [],
    session: null,
    address: randomBytes(8).toString('hex'),
    device: null,
    client: null,
    clientVersion: null,
  };
}

/** A users database, one copy over it, and a look behind the scenes. */
export interface TestUsers extends UsersCopy {
  readonly database: TestDatabase;
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** What was published about an account, in the order it was stored. */
  eventsOf(accountId: string): Promise<(Envelope<Record<string, unknown>> & { topic: string })[]>;
}

export async function startTestUsers(options: { now?: () => Date } = {}): Promise<TestUsers> {
  const database = await createMigratedDatabase('users');
  const copy = await startCopy(database.url, options);
  const pool = createPool(database.url, { connectionsMax: 2, applicationName: 'test' });
  const sql: TestUsers['sql'] = async (text, values) => (await pool.query(text, values)).rows as never;
  return {
    ...copy,
    database,
    sql,
    eventsOf: async (accountId) => {
      const rows = await sql<{ topic: string; envelope: Envelope<Record<string, unknown>> }>(
        'SELECT topic, envelope FROM outbox WHERE key = $1 ORDER BY id',
        [accountId],
      );
      return rows.map(({ topic, envelope }) => ({ ...envelope, topic }));
    },
    close: async () => {
      await copy.close();
      await pool.end();
      await database.drop();
    },
  };
}

export const password = 'correct horse battery';

/** A valid registration of somebody new. */
export function newcomer(changes: Record<string, unknown> = {}) {
  const handle = `demo_${randomUUID().slice(0, 8)}`;
  return {
    email: `${handle}@example.org`,
    password,
    handle,
    name: 'Demo Person',
    birthDate: '1990-05-04',
    city: 'Bern',
    ...changes,
  };
}

export const registerMutation = `mutation ($input: RegisterInput!) {
  register(input: $input) {
    session { accessToken refreshToken expiresAt user { id handle status } }
    userErrors { code field message }
  }
}`;

/** Registers somebody new and returns the session with the identity that a router would make of its access token. */
export async function registerSomebody(users: UsersCopy, changes: Record<string, unknown> = {}) {
  const input = newcomer(changes);
  const { data } = await users.ask(registerMutation, { input });
  const { session } = data.register;
  const claims = JSON.parse(Buffer.from(session.accessToken.split('.')[1], 'base64url').toString());
  return {
    input,
    id: session.user.id as string,
    refreshToken: session.refreshToken as string,
    accessToken: session.accessToken as string,
    identity: { subject: claims.sub, session: claims.sid, scopes: [] } as Partial<Identity>,
  };
}
