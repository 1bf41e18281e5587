import { freePorts } from '../../tests/support/free-ports.ts';
import { type KafkaCluster, startKafkaCluster } from '../../tests/support/kafka-cluster.ts';
import type { PlainListener } from '../../tests/support/kafka-properties.ts';
import { joinLinks, openLink, type Way } from './link.ts';
import { replication, wayToLog } from './link-names.ts';

/** Three brokers that every process, and every broker, reaches over links of its own. */
export interface LinkedCluster {
  readonly cluster: KafkaCluster;
  /** `router>log` and the like for each process, and `kafka>kafka`: what the brokers copy from each other. */
  readonly ways: ReadonlyMap<string, Way>;
  /** For the KAFKA_BROKERS of a process: where its links begin. */
  brokersOf(process: string): string;
  stop(): Promise<void>;
}

/** As many as keep a topic's records when one of them is lost. */
const nodes = 3;

/**
 * Starts Kafka with links. A broker tells whoever comes where each broker is, so links in front of it alone would be left
 * at once: it has a listener for each that calls, and advertises it where that one's link begins.
 */
export async function startLinkedCluster(processes: readonly string[]): Promise<LinkedCluster> {
  const names = [...processes.map(wayToLog), replication];
  const ports = await freePorts(names.length * nodes);
  const opened = await Promise.all(
    names.map(async (name, row) => {
      const targets = ports.slice(row * nodes, (row + 1) * nodes);
      return { name, targets, links: await Promise.all(targets.map(openLink)) };
    }),
  );
  const ways = new Map(opened.map(({ name, links }) => [name, joinLinks(links)]));
  const closeLinks = async (): Promise<void> => void (await Promise.all([...ways.values()].map((way) => way.close())));
  const listeners: PlainListener[] = opened.map(({ name, targets, links }) => ({
    name: listenerName(name),
    ways: links.map((link, node) => ({ port: targets[node]!, advertisedPort: link.port })),
  }));
  try {
    const cluster = await startKafkaCluster({ nodes, listeners, replicateBy: listenerName(replication) });
    return {
      cluster,
      ways,
      brokersOf(process) {
        const own = opened.find(({ name }) => name === wayToLog(process));
        return own ? own.links.map(({ port }) => `127.0.0.1:${port}`).join(',') : cluster.brokers;
      },
      async stop() {
        await cluster.stop();
        await closeLinks();
      },
    };
  } catch (error) {
    await closeLinks();
    throw error;
  }
}

const listenerName = (way: string): string => way.replace(/[^a-z]/g, '_').toUpperCase();
