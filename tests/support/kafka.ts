import { describeOn } from './describe-on.ts';
import { sharedKafka } from './kafka-shared.ts';

/**
 * A suite on a real Kafka. Called at the top of a test file, with `await`:
 *
 *     await describeOnKafka('the adapter', (brokers) => { test(…) });
 *
 * The broker is KAFKA_BROKERS if that is set; else one from Maven Central's jars, else from Docker, started by the first
 * suite of a run that wants it, shared by the others and killed when the run ends. Suites share it: use topics and
 * groups of your own. (Who must have the product's own topic names starts a cluster for itself: kafka-cluster.ts.)
 */
export async function describeOnKafka(name: string, define: (brokers: string) => void): Promise<void> {
  describeOn(name, await sharedKafka(), process.env.REQUIRE_KAFKA === '1', define);
}
