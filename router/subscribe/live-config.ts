import { z } from 'zod';

const kib = 1024;
const mib = 1024 * kib;
const minute = 60_000;

/** Every bound of the live part; all may be set in the router's config file. Sizes in bytes, times in milliseconds. */
export const liveConfigSchema = z.object({
  /** Close of a socket that doesn't initialise: three seconds, as the protocol's reference server waits. */
  initTimeoutMs: z.int().positive().default(3_000),
  /** Pings keep proxies from cutting idle connections; the tightest common idle cut is 60 s, half of it leaves one retry. */
  keepAliveMs: z.int().positive().default(25_000),
  /** A peer that said nothing for two keep-alives and a little is gone. */
  peerTimeoutMs: z.int().positive().default(60_000),
  /** A connection without any operation costs memory for nothing; a page that comes back reconnects in milliseconds. */
  idleTimeoutMs: z
    .int()
    .positive()
    .default(10 * minute),
  /** How often connections are looked over for the four times above. A second is well within each of them. */
  sweepMs: z.int().positive().default(1_000),
  /** A request's document and variables; the same bound as an HTTP body's. */
  messageBytesMax: z
    .int()
    .positive()
    .default(256 * kib),
  /** Sockets of one process: 20,000 at about 20 KiB are 400 MiB, which leaves room in a 1 GiB container. */
  connectionsMax: z.int().positive().default(20_000),
  /** Of one subject, or of one address where nobody is signed in: several devices with several tabs each. */
  connectionsPerIdentityMax: z.int().positive().default(32),
  /** Of one subject or address over all of its connections: a dashboard has a dozen. */
  subscriptionsPerIdentityMax: z.int().positive().default(128),
  /** Operations under way on one connection (queries and mutations too). */
  operationsPerConnectionMax: z.int().positive().default(64),
  /** Events waiting for one subscriber. A burst of a person's notices is tens; one that falls further behind catches up from the index. */
  queueEventsMax: z.int().positive().default(256),
  /** Bytes a socket may hold unsent before its subscriptions wait: a few hundred events, and small next to the process. */
  socketBytesMax: z
    .int()
    .positive()
    .default(256 * kib),
  /** A socket that takes nothing for this long is closed and resumes from its cursor, so that nobody holds a queue for ever. */
  stallTimeoutMs: z.int().positive().default(30_000),
  /** What the index of recent events may hold; at about 600 bytes an event, 64 MiB are 100,000 events. */
  indexBytesMax: z
    .int()
    .positive()
    .default(64 * mib),
  /** How far back the index reaches at most: longer than a deploy, a tunnel or a lift. */
  indexMs: z
    .int()
    .positive()
    .default(10 * minute),
  /** Records of each partition read at start, so that a router that just started can serve clients of the one that stopped. */
  prefillRecordsMax: z.int().nonnegative().default(2_000),
  /** How far behind a partition's end a replay may begin; reading 100,000 records takes one shared scan a second or two. */
  replayRecordsMax: z.int().positive().default(100_000),
  /** Events a replaying subscriber holds at once; the rest comes when these are sent. */
  replayChunkEventsMax: z.int().positive().default(500),
  /** Old cursors that arrive within this time share one scan of the log. */
  scanGatherMs: z.int().nonnegative().default(50),
  /** Records re-read before a cursor, to recognise an event that was published twice around it: more than a relay's batch. */
  dedupeRecords: z.int().nonnegative().default(500),
  /** Executions of events under way at once, so that one event with very many subscribers doesn't drown the subgraphs. */
  hydrationsMax: z.int().positive().default(128),
  /** An event's execution, or a query's or mutation's over a socket, is given up after this, as one over HTTP is. */
  executionTimeoutMs: z.int().positive().default(10_000),
  /** How long an event's answer is kept for other subscribers of the same selection and visibility. */
  shareMs: z.int().nonnegative().default(2_000),
  /** Subscribers who asked for it are told their position this often, so that their cursors stay within the index. */
  positionMs: z.int().positive().default(minute),
  /** On close the sockets are told to move spread over this time, so that their clients don't all arrive at once elsewhere. */
  drainMs: z.int().nonnegative().default(2_000),
});

export type LiveConfig = z.infer<typeof liveConfigSchema>;
