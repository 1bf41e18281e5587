import { expect, test } from '@jest/globals';
import { logConfigSchema } from '../../platform/log/config.ts';
import { describeOn } from '../support/describe-on.ts';
import { findKubectl } from './kustomize.ts';
import { podOf } from './read-manifests.ts';

describeOn(
  'production with brokers that want a password',
  findKubectl(),
  process.env.REQUIRE_KUBECTL === '1',
  (build) => {
    const built = build('tests/k8s/kafka-secured');
    const secret = built.find(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'kafka')!;
    const keys: string[] = secret.spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);

    test('gives it, and TLS, to everybody who speaks to Kafka and to nobody else, as the code reads them', () => {
      const speaking: string[] = [];
      for (const manifest of built.filter((one) => podOf(one))) {
        const entries: {
          name: string;
          value?: string;
          valueFrom?: { secretKeyRef?: { name: string; key: string }; configMapKeyRef?: { name: string } };
        }[] = podOf(manifest).containers[0].env;
        const ofKafka = entries.filter(({ name }) => name === 'LOG' || name.startsWith('KAFKA_'));
        if (ofKafka.length === 0) continue;
        speaking.push(manifest.metadata.name);
        for (const { valueFrom } of ofKafka) {
          if (valueFrom?.secretKeyRef)
            expect([secret.spec.target.name, keys]).toEqual([
              'kafka',
              expect.arrayContaining([valueFrom.secretKeyRef.key]),
            ]);
        }
        const environment = Object.fromEntries(
          ofKafka.map(({ name, value }) => [name, value ?? (name === 'KAFKA_BROKERS' ? 'kafka:9092' : 'secret')]),
        );
        expect(logConfigSchema.parse(environment)).toMatchObject({
          KAFKA_TLS: true,
          KAFKA_SASL_MECHANISM: 'scram-sha-512',
          KAFKA_SASL_USERNAME: 'secret',
          KAFKA_SASL_PASSWORD: 'secret',
        });
      }
      const workers = ['users-worker', 'activity-worker', 'fraud-worker', 'usage-worker'];
      expect(speaking.sort()).toEqual(['router', 'topics', ...workers].sort());
    });

    test('gives KEDA the same', () => {
      const [authentication, ...others] = built.filter(({ kind }) => kind === 'TriggerAuthentication');
      expect(others).toEqual([]);
      expect(authentication!.spec.secretTargetRef).toEqual(
        ['username', 'password'].map((parameter) => ({ parameter, name: 'kafka', key: parameter })),
      );
      expect(keys).toEqual(['username', 'password']);
      const scaled = built.filter(({ kind }) => kind === 'ScaledObject');
      expect(scaled).toHaveLength(4);
      for (const { spec } of scaled) {
        // https://keda.sh/docs/latest/scalers/apache-kafka/
        expect(spec.triggers).toEqual([
          {
            type: 'kafka',
            metadata: expect.objectContaining({ tls: 'enable', sasl: 'scram_sha512' }),
            authenticationRef: { name: authentication!.metadata.name },
          },
        ]);
      }
    });
  },
);
