import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { readConfig } from '../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOn, type Found } from '../support/describe-on.ts';
import { type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import { kafkaJars } from '../support/kafka-jars.ts';
import { until } from '../support/until.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { collect, freshName, freshTopic, numbered, valuesOf } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-tls-'));
const account = { username: 'kith', password: 'of-a-test' };
const logger = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent');

interface Secured {
  readonly cluster: KafkaCluster;
  readonly certificates: Certificates;
}

/** A broker of its own with certificates of its own. */
async function findSecured(): Promise<Found<Secured>> {
  try {
    const certificates = await makeCertificates(folder);
    const { keystoreFile } = certificates;
    const cluster = await startKafkaCluster({ secured: { keystoreFile, ...account } });
    return { server: { cluster, certificates } };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { missing: (error as Error).message };
  }
}

describeOn(
  'a broker that asks for TLS and a sign-in',
  await findSecured(),
  process.env.REQUIRE_KAFKA === '1',
  ({ cluster, certificates }) => {
    afterAll(async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Opens the log as every process does, from its environment. */
    const open = (changed: Record<string, string> = {}): Promise<Log> =>
      openLog(
        readConfig(logConfigSchema, {
          LOG: 'kafka',
          KAFKA_BROKERS: cluster.securedBrokers,
          KAFKA_TLS: 'true',
          KAFKA_TLS_CA_FILE: certificates.authorityFile,
          KAFKA_SASL_MECHANISM: 'plain',
          KAFKA_SASL_USERNAME: account.username,
          KAFKA_SASL_PASSWORD: account.password,
          ...changed,
        }),
        logger,
      );

    /** As an administrator does it, by Kafka's own tool through the plain listener. */
    async function addScramAccount(mechanism: string): Promise<void> {
      const credential = `${mechanism.toUpperCase()}=[password=${account.password}]`;
      const args = ['--alter', '--add-config', credential, '--entity-type', 'users'];
      const tool = ['-cp', join(await kafkaJars(), '*'), 'kafka.admin.ConfigCommand'];
      await promisify(execFile)('java', [
        ...tool,
        '--bootstrap-server',
        cluster.brokers,
        ...args,
        '--entity-name',
        account.username,
      ]);
    }

    test.each(['plain', 'scram-sha-256', 'scram-sha-512'])('is appended to and read from by %s', async (mechanism) => {
      if (mechanism !== 'plain') await addScramAccount(mechanism);
      const log = await open({ KAFKA_SASL_MECHANISM: mechanism });
      try {
        const topic = await freshTopic(log);
        await log.append(numbered(topic, 20));
        const group = await collect(log, { group: freshName('group'), topic });
        await until(() => new Set(valuesOf(group.records)).size === 20, 'all of it at a group');
        await group.stop();
      } finally {
        await log.close();
      }
    });

    test.each(['plain', 'scram-sha-512'])('refuses a wrong password by %s, and is told so', async (mechanism) => {
      const refused = open({ KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_PASSWORD: 'wrong' });
      await expect(refused).rejects.toThrow(
        /Kafka can't be used at localhost:\d+: .*(KAFKA_SASL_USERNAME|KAFKA_SASL_PASSWORD)/,
      );
      await expect(refused).rejects.not.toThrow(/wrong/);
    });

    test('whose authority is not known is not trusted', async () => {
      await expect(open({ KAFKA_TLS_CA_FILE: '' })).rejects.toThrow(/certificate.*KAFKA_TLS_CA_FILE/);
    });

    test('is told apart from one that does not ask: without TLS, and without a sign-in', async () => {
      const signInLess = { KAFKA_SASL_MECHANISM: '', KAFKA_SASL_USERNAME: '', KAFKA_SASL_PASSWORD: '' };
      await expect(open(signInLess)).rejects.toThrow(/Kafka can't be used at .*KAFKA_SASL_MECHANISM/);
      await expect(open({ KAFKA_TLS: 'false', KAFKA_TLS_CA_FILE: '' })).rejects.toThrow(
        /Kafka can't be used at .*KAFKA_TLS/,
      );
    });
  },
);
