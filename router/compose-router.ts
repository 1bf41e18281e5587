import { readFileSync } from 'node:fs';
import { ConfigError } from '../platform/config/read-config.ts';
import { createOverload } from '../platform/http/overload.ts';
import type { LimitStore } from '../platform/limits/port.ts';
import type { Log } from '../platform/log/port.ts';
import type { Logger } from '../platform/telemetry/logger.ts';
import type { Telemetry } from '../platform/telemetry/start-telemetry.ts';
import { createAdmission } from './admit/admit-operation.ts';
import { createCacheCounts, noCounts, observeEntityCache } from './cache/cache-counts.ts';
import { createEntityCaches } from './cache/entity-cache.ts';
import type { RouterConfig } from './config/router-config.ts';
import { subgraphTransports, subgraphUrls } from './config/subgraph-config.ts';
import { createAnswerGraphql } from './http/answer-graphql.ts';
import { createCors } from './http/cors.ts';
import { loadGraphiqlPage } from './http/graphiql/graphiql-page.ts';
import { createRequestListener } from './http/request-listener.ts';
import { openServers } from './http/servers.ts';
import { createIdentifier } from './identity/identifier.ts';
import { createInvalidDocuments } from './limits/invalid-documents.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { createDeliveryTiming, observeLive } from './measure/observe-live.ts';
import { observeResilience } from './measure/observe-resilience.ts';
import { observeTransports } from './measure/observe-transport.ts';
import { createRouterMetrics } from './measure/router-metrics.ts';
import { createDocumentStore } from './parse/document-store.ts';
import { createPersistedQueries } from './parse/persisted-queries.ts';
import { readSafelist, type Safelist } from './parse/safelist.ts';
import { createSharedQueries, type SharedQueries } from './parse/shared-queries.ts';
import { createRestrictions } from './restrict/restrictions.ts';
import { createLive } from './subscribe/create-live.ts';
import { createGraphStore } from './supergraph/graph-store.ts';
import { createLogUsageSink } from './usage/log-usage-sink.ts';
import type { UsageSink } from './usage/port.ts';
import { createPostgresUsageStore } from './usage/postgres-usage-store.ts';
import type { UsageConfig } from './usage/usage-config.ts';
import { createUsageRecorder, type UsageRecorder } from './usage/usage-recorder.ts';

/** What a router is built from besides its config. Whoever opened `log` and `limits` closes them, after the router. */
export interface RouterDeps {
  readonly config: RouterConfig;
  /** Where live events and restrictions come from; null serves queries and mutations alone. */
  readonly log: Log | null;
  readonly limits: LimitStore;
  readonly secrets: {
    /** Signs the identities that subgraphs get. */
    readonly internalToken: string;
    /** Keys the hashes of addresses and device ids. */
    readonly hash: string;
    /** Signs the cursors of live events. */
    readonly cursor: string;
  };
  readonly logger: Logger;
  /** What the router counts and traces goes there; without it, nowhere. */
  readonly telemetry?: Telemetry;
  /** Names the port's setting in an error. */
  readonly portSetting?: string;
}

/** A router that serves. */
export interface Router {
  readonly port: number;
  readonly hosts: readonly string[];
  /** The address to open or to send queries to. */
  readonly url: string;
  /** Goes unready, lets what is under way finish, and closes its parts. */
  close(): Promise<void>;
}

/**
 * Builds a router's parts in order and starts to listen, only once everything behind is ready: the graph is loaded and
 * the restrictions are caught up. A part that fails closes those before it.
 */
export async function startRouter(deps: RouterDeps): Promise<Router> {
  const { config, log, secrets, logger, telemetry } = deps;
  const metrics = telemetry && createRouterMetrics(telemetry.metrics);
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };

  try {
    const transport = subgraphTransports(
      config.subgraphs,
      config.traffic,
      logger,
      telemetry && observeResilience(telemetry.metrics),
    );
    const caches =
      log && config.entityCache.enabled
        ? createEntityCaches({
            config: config.entityCache,
            log,
            forwardHeaders: config.http.forwardHeaders,
            counts: telemetry ? createCacheCounts(telemetry.metrics) : noCounts,
            logger,
          })
        : null;
    closers.push(async () => caches?.close());
    if (caches && telemetry) observeEntityCache(telemetry.metrics, caches.stats);
    const graphs = await createGraphStore({
      supergraphFile: config.supergraph,
      subgraphUrls: subgraphUrls(config.subgraphs),
      transport: telemetry ? observeTransports(transport, telemetry) : transport,
      preparation: config.planning,
      onPrepare: metrics?.preparedOperation,
      entityCacheOf: caches?.of,
      logger,
    });
    closers.push(() => graphs.close());
    if (caches) graphs.onChange((graph) => caches.keepOnly(graph.supergraphSchema));

    const restrictions = await createRestrictions({
      log,
      restricted: config.restricted ?? null,
      revoked: config.revoked ?? null,
      logger,
    });
    closers.push(() => restrictions.close());

    const identifier = createIdentifier({
      issuer: config.identity ?? null,
      trustedProxyHops: config.http.trustedProxyHops,
      hashSecret: secrets.hash,
      internalTokenSecret: secrets.internalToken,
      restrictions,
      logger,
    });
    const usage = openUsage(config, log, logger);
    closers.push(async () => usage?.close());
    const sharedQueries = openSharedQueries(config, logger);
    closers.push(async () => sharedQueries?.close());
    const admission = createAdmission({
      usage,
      graphs,
      documents: createDocumentStore(config.document, metrics?.readDocument),
      persisted: createPersistedQueries(config.persisted, loadSafelist(config), logger, sharedQueries),
      restrictions,
      rateLimits: createRateLimits(config.limits, deps.limits),
      invalidDocuments: createInvalidDocuments(config.limits, deps.limits),
      authorisation: { unauthorised: config.authorization.unauthorized, policies: config.authorization.policies },
      cost: config.cost,
      variableDepthMax: config.document.variableDepthMax,
    });

    const overload = createOverload(config.http.shed, { logger, metrics: telemetry?.metrics });
    closers.push(async () => overload.close());

    const live = log
      ? createLive({
          log,
          graphs,
          identifier,
          admission,
          restrictions,
          config: config.live,
          cursorSecret: secrets.cursor,
          logger,
          tracer: telemetry?.tracer,
          metrics,
          onDelivered: telemetry && createDeliveryTiming(telemetry.metrics),
        })
      : null;
    const closeLive = async (): Promise<void> => live?.close();
    closers.push(closeLive);
    await live?.ready;
    if (live && telemetry) observeLive(() => live.stats(), telemetry.metrics);

    const readiness = { ready: false };
    const { path } = config.listen;
    const graphiql = config.http.graphiql ? loadGraphiqlPage(path) : null;
    if (config.http.graphiql && !graphiql) logger.info('GraphiQL was not built: the router serves without it');
    const servers = await openServers({
      listener: createRequestListener({
        path,
        answerGraphql: createAnswerGraphql({
          admission,
          identifier,
          live,
          config: config.http,
          logger,
          tracer: telemetry?.tracer,
          metrics,
        }),
        handleSse: live ? (request, response) => live.handleSse(request, response) : null,
        graphiql,
        cors: createCors(config.http),
        readiness,
        overload,
        logger,
      }),
      prepare: (server) => live?.attach(server, path),
      hosts: config.listen.hosts,
      port: config.listen.port,
      setting: deps.portSetting ?? 'listen.port',
      logger,
    });
    closers.pop();
    closers.push(async () => {
      readiness.ready = false;
      // Together: a server is closed only when its sockets are, and sockets are told to move to a router that listens.
      await Promise.all([servers.close(), closeLive()]);
    });

    readiness.ready = true;
    const host = servers.hosts.includes('127.0.0.1') ? 'localhost' : servers.hosts[0]!;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${servers.port}${path}`;
    logger.info({ url, hosts: servers.hosts, graph: graphs.current().id }, 'the router serves');
    return { port: servers.port, hosts: servers.hosts, url, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Null where nothing is recorded. */
function openUsage({ usage }: RouterConfig, log: Log | null, logger: Logger): UsageRecorder | null {
  const sink = openUsageSink(usage, log);
  return sink && createUsageRecorder({ sink, flushMs: usage.flushSeconds * 1_000, logger });
}

function openUsageSink({ carrier, databaseUrl, topic, keepDays }: UsageConfig, log: Log | null): UsageSink | null {
  if (carrier === 'store') return databaseUrl === null ? null : createPostgresUsageStore(databaseUrl, { keepDays });
  if (!log) throw new ConfigError("usage.carrier is 'log', but this router has no log");
  return createLogUsageSink(log, topic);
}

/** Null where each router knows what was registered with it. */
function openSharedQueries({ persisted }: RouterConfig, logger: Logger): SharedQueries | null {
  const { automatic, redisUrl: url, redisPrefix: prefix, redisTimeoutMs: timeoutMs, redisKeptSeconds } = persisted;
  if (!automatic || url === null) return null;
  return createSharedQueries({ url, prefix, timeoutMs, keptSeconds: redisKeptSeconds, logger });
}

function loadSafelist(config: RouterConfig): Safelist | null {
  const files = config.persisted.safelist?.manifest;
  return files === undefined ? null : readSafelist(files.map((file) => ({ file, text: readFileSync(file, 'utf8') })));
}
