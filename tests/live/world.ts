import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { uuidv7 } from 'uuidv7';
import { fraudCaseOpened } from '../../events/fraud-case-opened.ts';
import { likeNoticed } from '../../events/like-recorded.ts';
import { sessionRevoked } from '../../events/session-revoked.ts';
import { topics as declared } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import { visitNoticed } from '../../events/visit-recorded.ts';
import { type RequestContext, startSubgraphServer } from '../../platform/http/subgraph-server.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { type Router, startRouter } from '../../router/compose-router.ts';
import { routerConfigSchema } from '../../router/config/router-config.ts';
import type { LiveConfig } from '../../router/subscribe/live-config.ts';

/** What a token says besides whose it is. */
export interface TokenOptions {
  scopes?: readonly string[];
  session?: string;
  lifetimeSeconds?: number;
}

/**
 * Routers on one log, with a real users subgraph behind them that is also the issuer. The topics' names are the suite's
 * own, so that suites can share a broker.
 */
export interface World {
  readonly log: Log;
  readonly topics: { readonly noticed: string; readonly opened: string };
  /** What the users subgraph was asked: the ids of the people of each request, and who asked. */
  readonly asked: { readonly ids: string[]; readonly subject: string | null }[];
  /** How often routers began to read the log. */
  reads(): number;
  /** Slows the users subgraph down: it answers when this resolves. */
  hold: Promise<void>;
  token(subject: string, options?: TokenOptions): Promise<string>;
  router(live?: Partial<LiveConfig>): Promise<Router>;
  /** Rewrites the supergraph file, which every router watches. */
  changeGraph(change: (sdl: string) => string): void;
  /** Somebody visits a profile; returns the visit's id. */
  visit(
    visited: string,
    options?: { visitor?: string; times?: number; id?: string; eventId?: string },
  ): Promise<string>;
  like(liked: string): Promise<string>;
  openCase(user: string): Promise<string>;
  restrict(subject: string): Promise<void>;
  revoke(subject: string, session: string): Promise<void>;
  close(): Promise<void>;
}

export const nobody = { actor: null, device: null, address: null, client: null, trace: null };
export const newId = (): string => uuidv7();
/** Every person's name, as the users subgraph of these tests gives it. */
export const nameOf = (id: string): string => `Name ${id.slice(-6)}`;

const root = join(import.meta.dirname, '..', '..');
const secret = 'a secret of the tests that is long enough';
const silent = createLogger('live-tests', process.env.TEST_LOG_LEVEL ?? 'silent');
const issuer = 'http://issuer.test';

/** `openLog` opens a client of the log each time; the world closes them. */
export async function createWorld(openLog: () => Promise<Log>): Promise<World> {
  const logs: Log[] = [];
  const routers: Router[] = [];
  const open = async (): Promise<Log> => {
    const log = await openLog();
    logs.push(log);
    return log;
  };
  const suffix = randomUUID().slice(0, 8);
  const named = (name: string): string => `${name}.${suffix}`;
  const topics = { noticed: named(declared.activityNoticed.name), opened: named(declared.fraudOpened.name) };
  const log = await open();
  const settings = Object.values(declared).map((topic) => ({ ...topic, name: named(topic.name), partitions: 4 }));
  await log.ensureTopics(settings);

  const folder = mkdtempSync(join(tmpdir(), 'kith-live-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  const original = settings.reduce(
    (sdl, { name }) => sdl.replaceAll(`topic: "${name.slice(0, -suffix.length - 1)}"`, `topic: "${name}"`),
    readFileSync(join(root, 'supergraph.graphql'), 'utf8'),
  );
  writeFileSync(supergraphFile, original);

  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  const asked: { ids: string[]; subject: string | null }[] = [];
  const world = { hold: Promise.resolve() };
  const users = await startSubgraphServer({
    typeDefs: parse(readFileSync(join(root, 'subgraphs', 'users', 'schema.graphql'), 'utf8')),
    resolvers: {
      Query: {
        me: async (_: unknown, __: unknown, { identity }: RequestContext) => {
          await world.hold;
          return { id: identity.subject };
        },
      },
      User: {
        __resolveReference: async ({ id }: { id: string }, { ids }: RequestContext & { ids: string[] }) => {
          ids.push(id);
          await world.hold;
          return { id };
        },
        name: ({ id }: { id: string }) => nameOf(id),
        /** Large, for those who want answers that fill buffers. */
        bio: () => 'x'.repeat(50_000),
        handle: ({ id }: { id: string }) => `h_${id.slice(-6)}`,
        email: ({ id }: { id: string }, _: unknown, { identity }: RequestContext) =>
          identity.subject === id ? `${id}@example.test` : null,
      },
    },
    context: (request) => {
      const ids: string[] = [];
      asked.push({ ids, subject: request.identity.subject });
      return { ...request, ids };
    },
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    portSetting: 'port',
    routes: { '/.well-known/jwks.json': () => ({ keys: [jwk] }) },
    logger: silent,
  });
  const usersUrl = `http://127.0.0.1:${users.port}`;

  let reads = 0;
  /** The log itself, its reads counted. */
  const counted = (opened: Log): Log => ({
    ...opened,
    read: (options) => {
      reads++;
      return opened.read(options);
    },
  });

  const append = async (topic: string, envelope: { id: string; key: string }, times = 1): Promise<void> => {
    const record = { topic: named(topic), key: envelope.key, value: JSON.stringify(envelope) };
    await log.append(Array.from({ length: times }, () => record));
  };
  const context = () => ({ ...nobody, time: new Date() });

  return {
    log,
    topics,
    asked,
    reads: () => reads,
    get hold() {
      return world.hold;
    },
    set hold(hold) {
      world.hold = hold;
    },
    async token(subject, { scopes = [], session = randomUUID(), lifetimeSeconds = 900 } = {}) {
      return await new SignJWT({ scope: scopes.join(' '), sid: session })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience('kith')
        .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
        .sign(privateKey);
    },
    async router(live = {}) {
      const config = routerConfigSchema.parse({
        supergraph: supergraphFile,
        // The events' subgraph has no server. Of activity only the viewer is asked, whom this one knows as well.
        subgraphs: { users: { url: `${usersUrl}/graphql` }, activity: { url: `${usersUrl}/graphql` } },
        listen: { port: 0, hosts: ['127.0.0.1'] },
        http: { graphiql: false },
        identity: { jwksUrl: `${usersUrl}/.well-known/jwks.json`, issuer, audience: 'kith' },
        restricted: {
          topic: named(declared.usersStatus.name),
          type: 'user.status-changed',
          subject: 'user.id',
          value: 'status',
          allowed: ['ACTIVE'],
        },
        revoked: { topic: named(declared.usersChanged.name), type: 'session.revoked', session: 'session.id' },
        live: { drainMs: 0, scanGatherMs: 5, ...live },
      });
      const router = await startRouter({
        config,
        log: counted(await open()),
        limits: createMemoryLimits(),
        secrets: { internalToken: secret, hash: secret, cursor: secret },
        logger: silent,
      });
      routers.push(router);
      return router;
    },
    changeGraph(change) {
      // Renamed over the old one, as a deployment does: a reader sees the one or the other.
      writeFileSync(`${supergraphFile}.next`, change(original));
      renameSync(`${supergraphFile}.next`, supergraphFile);
    },
    async visit(visited, { visitor = newId(), times = 1, id = newId(), eventId } = {}) {
      const data = { id, at: new Date().toISOString(), visitor: { id: visitor }, visited: { id: visited } };
      const envelope = visitNoticed.create(data, context());
      await append(declared.activityNoticed.name, { ...envelope, id: eventId ?? envelope.id }, times);
      return id;
    },
    async like(liked) {
      const data = { id: newId(), at: new Date().toISOString(), from: { id: newId() }, to: { id: liked } };
      await append(declared.activityNoticed.name, likeNoticed.create(data, context()));
      return data.id;
    },
    async openCase(user) {
      const data = { id: newId(), openedAt: new Date().toISOString(), user: { id: user } };
      await append(declared.fraudOpened.name, fraudCaseOpened.create(data, context()));
      return data.id;
    },
    async restrict(subject) {
      const data = { user: { id: subject }, status: 'FRAUDULENT' as const };
      await append(declared.usersStatus.name, userStatusChanged.create(data, context()));
    },
    async revoke(subject, session) {
      const data = { user: { id: subject }, session: { id: session } };
      await append(declared.usersChanged.name, sessionRevoked.create(data, context()));
    },
    async close() {
      for (const router of routers) await router.close();
      await users.close();
      for (const opened of logs) await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
