import { join } from 'node:path';
import WebSocket from 'ws';
import { createLiveClient, type LiveClient } from '../../client/live/live-client.ts';
import { visitNoticed } from '../../events/visit-recorded.ts';
import { createKafkaAdmin } from '../../platform/log/kafka/admin.ts';
import { createKafkaClient } from '../../platform/log/kafka/client.ts';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import { partitionOf } from '../../platform/log/murmur2.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import type { LiveConfig } from '../../router/subscribe/live-config.ts';
import { createWorld as createLiveWorld, newId, nobody } from '../live/world.ts';
import { createOutboxDatabase } from '../log/outbox.ts';
import type { KafkaCluster } from '../support/kafka-cluster.ts';
import { type Program, spawnProgram } from '../support/spawn-program.ts';
import { until } from '../support/until.ts';
import { check, type Finding, type Known, type Observer } from './checker.ts';

type Dying = Record<'TEST_DIE' | 'TEST_DIE_AT', string>;

/**
 * All of the way from a write to those who learn of it: writers' transactions with an outbox, a relay, a Kafka cluster,
 * two consumer groups that store rows, and a router with a live client for each person. Relay and consumers are processes
 * of their own.
 */
export interface FaultWorld {
  readonly people: readonly string[];
  readonly topic: string;
  /** How many writes were acknowledged so far. */
  written(): number;
  /** The node id of the broker that leads a partition of the topic. */
  leaderOf(partition: number): Promise<number>;
  /** How many records the topic got: what was published again counts again. */
  appended(): Promise<number>;
  /** Writes `each` visits to every person, everybody's one after the other; resolves with the acknowledgement of the last. */
  write(each: number): Promise<void>;
  startRelay(dying?: Dying): Program;
  /** A member of both groups; resolves when it has joined them. */
  startConsumer(dying?: Dying): Promise<Program>;
  /** Another router, with a live client for each person. */
  startRouter(name: string, live?: Partial<LiveConfig>): Promise<void>;
  /** How often routers began to read the log: at their start, and for what their memory no longer has. */
  reads(): number;
  /** Makes what the router asks of the users subgraph wait, until the result is called. */
  holdUsers(): () => void;
  observers(): Promise<readonly Observer[]>;
  /**
   * Waits until everybody has as many events as were acknowledged to them; then what the checker found wrong that it
   * didn't find before.
   */
  judge(timeoutMs?: number): Promise<readonly Finding[]>;
  /** The gap notices that live clients got: a promise that something may be missing. */
  gaps(): number;
  close(): Promise<void>;
}

const groups = ['counting', 'scoring'];
/** People in each partition, so that every member of a group has something to do, whichever partitions it is given. */
const peopleEach = 2;
const programs = { relay: join('..', 'log', 'programs', 'relay.ts'), consumer: join('programs', 'consumer.ts') };
/** The longest that any of the faults may take to be got over, on a busy machine; docs/log.md says how long it takes. */
const recoveryMs = 90_000;

export async function createFaultWorld(cluster: KafkaCluster): Promise<FaultWorld> {
  const logger = createLogger('faults', process.env.TEST_LOG_LEVEL ?? 'silent');
  const brokers = cluster.brokers.split(',');
  const live = await createLiveWorld(() => createKafkaLog({ brokers, clientId: 'faults', replication: 3, logger }));
  const topic = live.topics.noticed;
  // The product's own, which asks another broker when one is silent: a plain client would ask the stopped one for ever.
  const client = createKafkaClient({ brokers, clientId: 'faults', logger });
  const admin = createKafkaAdmin(client.kafka);
  const outbox = await createOutboxDatabase();
  await outbox.pool.query(`
    CREATE TABLE applied (consumer text, event_id uuid, PRIMARY KEY (consumer, event_id));
    CREATE TABLE stored (position bigserial PRIMARY KEY, consumer text, key text, id text)`);
  const people = await peopleOf(live.log, topic);
  const acknowledged: Known[] = [];
  const shown: Observer[] = [];
  const clients: LiveClient[] = [];
  const started: Program[] = [];
  const told = new Set<string>();
  /** The writes under way: a person's visits are in one order because one is written after the other. */
  let writing: Promise<unknown> = Promise.resolve();
  let gaps = 0;

  const environment = {
    LOG: 'kafka',
    KAFKA_BROKERS: cluster.brokers,
    KAFKA_REPLICATION: '3',
    TEST_OUTBOX_URL: outbox.url,
    TEST_STORE_URL: outbox.url,
    TEST_TOPIC: topic,
    TEST_GROUPS: groups.map((group) => `${group}.${topic}`).join(','),
    TEST_LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  };
  const start = (file: string, dying?: Dying): Program => {
    const program = spawnProgram(join(import.meta.dirname, file), { env: { ...environment, ...dying } });
    started.push(program);
    return program;
  };

  async function writeOne(person: string): Promise<void> {
    const id = newId();
    const data = { id, at: new Date().toISOString(), visitor: { id: newId() }, visited: { id: person } };
    const envelope = visitNoticed.create(data, { ...nobody, time: new Date() });
    await outbox.pool.query('INSERT INTO outbox (topic, key, envelope) VALUES ($1, $2, $3)', [topic, person, envelope]);
    acknowledged.push({ key: person, id });
  }

  async function watch(url: string, router: string, person: string): Promise<void> {
    const seen: Known[] = [];
    const client = createLiveClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      token: () => live.token(person),
      backoff: { firstMs: 50, mostMs: 1_000 },
    });
    clients.push(client);
    const subscription = client.subscribe<{ profileVisited: { id: string } }, never>(
      'subscription { profileVisited { id visitor { id name } } }',
    );
    void (async () => {
      for await (const message of subscription) {
        if (message.kind === 'gap') gaps++;
        else if (message.data) seen.push({ key: person, id: message.data.profileVisited.id });
      }
    })();
    await until(() => subscription.cursor, 'the position of a live client');
    // Who subscribes from now on was promised nothing of what was before.
    for (const known of acknowledged) if (known.key === person) seen.push(known);
    shown.push({ name: `${router}: ${person}`, seen, keys: [person] });
  }

  async function observers(): Promise<readonly Observer[]> {
    const { rows } = await outbox.pool.query<Known & { consumer: string }>(
      'SELECT consumer, key, id FROM stored ORDER BY position',
    );
    const stored = groups.map((group) => ({
      name: group,
      seen: rows.filter(({ consumer }) => consumer === `${group}.${topic}`),
    }));
    return [...stored, ...shown];
  }

  return {
    people,
    topic,
    written: () => acknowledged.length,
    async leaderOf(partition) {
      const { topics } = await admin.use((client) => client.fetchTopicMetadata({ topics: [topic] }));
      return topics[0]!.partitions.find(({ partitionId }) => partitionId === partition)!.leader;
    },
    async appended() {
      return (await live.log.bounds(topic)).reduce((sum, { next }) => sum + next, 0);
    },
    async write(each) {
      writing = writing.then(() =>
        Promise.all(
          people.map(async (person) => {
            for (let count = 0; count < each; count++) await writeOne(person);
          }),
        ),
      );
      await writing;
    },
    startRelay: (dying) => start(programs.relay, dying),
    async startConsumer(dying) {
      const program = start(programs.consumer, dying);
      await until(() => program.messages.length > 0, `a consumer that joined ${program.output()}`, recoveryMs);
      return program;
    },
    async startRouter(name, config) {
      const { url } = await live.router(config);
      await Promise.all(people.map((person) => watch(url, name, person)));
    },
    reads: () => live.reads(),
    holdUsers() {
      let release = () => {};
      live.hold = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    observers,
    async judge(timeoutMs = recoveryMs) {
      const expected = ({ keys }: Observer) =>
        keys ? acknowledged.filter(({ key }) => keys.includes(key)).length : acknowledged.length;
      const areComplete = async () => (await observers()).every((one) => one.seen.length >= expected(one));
      // Late isn't lost; what still lacks when the time is over, the checker names.
      await until(areComplete, 'all events at everybody', timeoutMs).catch(() => {});
      const findings = check(acknowledged, await observers());
      return findings.filter((finding) => told.size < told.add(JSON.stringify(finding)).size);
    },
    gaps: () => gaps,
    async close() {
      for (const client of clients) await client.close();
      for (const program of started) program.signal('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      await admin.close();
      client.close();
      await live.close();
      await outbox.drop();
    },
  };
}

/** As many people in each partition of a topic. */
async function peopleOf(log: Log, topic: string): Promise<string[]> {
  const { length: partitions } = await log.bounds(topic);
  const found: string[][] = Array.from({ length: partitions }, () => []);
  while (found.some((people) => people.length < peopleEach)) {
    const id = newId();
    const people = found[partitionOf(id, partitions)]!;
    if (people.length < peopleEach) people.push(id);
  }
  return found.flat();
}
