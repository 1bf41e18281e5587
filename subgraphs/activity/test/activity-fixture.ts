import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { Envelope } from '../../../events/envelope.ts';
import type { SubgraphServer } from '../../../platform/http/subgraph-server.ts';
import type { Identity } from '../../../platform/identity/identity.ts';
import { createInternalTokenSigner, identityHeader } from '../../../platform/identity/internal-token.ts';
import type { Part } from '../../../platform/lifecycle/run-process.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createMigratedDatabase } from '../../../tests/support/database.ts';
import { patient } from '../../../tests/support/patient.ts';
import type { AccountStatus } from '../model.ts';
import { type ActivityStore, openStore } from '../open-store.ts';
import { startActivity } from '../start-activity.ts';

const secret = 'a secret that only this test knows';
export const testLogger = createLogger('activity-test', 'silent');

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the shape it asked for.
  readonly data: any;
  readonly errors?: readonly { message: string; path?: readonly unknown[]; extensions: { code: string } }[];
}

/** A suite's own activity database, its store and, where it is wanted, its graph process on a free port. */
export interface ActivityFixture {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly store: ActivityStore;
  /** Makes a known account. */
  account(status?: AccountStatus): Promise<string>;
  /** Asks the graph over HTTP as the account, or as nobody. */
  ask(viewer: string | null, query: string, variables?: object): Promise<Answer>;
  /** Every event stored so far, in the order of the outbox. */
  events(): Promise<{ topic: string; key: string; envelope: Envelope }[]>;
  close(): Promise<void>;
}

export async function createActivityFixture(options: { arrivalWaitMs?: number } = {}): Promise<ActivityFixture> {
  const database = await createMigratedDatabase('activity');
  const pool = createPool(database.url, { connectionsMax: 10, applicationName: 'activity-test' });
  const store = openStore(pool);
  const parts: Part[] = [];
  let server: Promise<SubgraphServer> | undefined;
  const sign = createInternalTokenSigner(secret);

  return {
    pool,
    url: database.url,
    store,
    async account(status = 'ACTIVE') {
      const id = uuidv7();
      await store.accounts.project([{ id, status, offset: 0, at: new Date() }]);
      return id;
    },
    async ask(viewer, query, variables = {}) {
      server ??= startActivity(
        {
          databaseUrl: database.url,
          internalTokenSecret: secret,
          host: '127.0.0.1',
          port: 0,
          overload: patient,
          ...options,
        },
        { process: { add: (part) => parts.push(part) }, logger: testLogger },
      );
      const { port } = await server;
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [identityHeader]: await sign(identityOf(viewer)) },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    async events() {
      return (await pool.query('SELECT topic, key, envelope FROM outbox ORDER BY id')).rows;
    },
    async close() {
      await server;
      for (const part of parts.reverse()) await part.close();
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}

export function identityOf(subject: string | null): Identity {
  return {
    subject,
    scopes: [],
    session: subject === null ? null : uuidv7(),
    address: 'address-hash',
    device: 'device-hash',
    client: 'test',
    clientVersion: '1',
  };
}

export const visitProfile = `mutation ($userId: ID!) {
  visitProfile(userId: $userId) { visit { id at visitor { id } visited { id } } userErrors { code message field } }
}`;
export const likeProfile = `mutation ($userId: ID!) {
  likeProfile(userId: $userId) {
    like { id at from { id } to { id } } match { id at users { id } } userErrors { code message field }
  }
}`;
export const unlikeProfile = `mutation ($userId: ID!) {
  unlikeProfile(userId: $userId) { like { id from { id } to { id } } userErrors { code message field } }
}`;
/** Fields of one `User`, as the router asks for them. */
export const onUser = (fields: string) =>
  `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { ${fields} } } }`;
