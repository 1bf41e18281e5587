import { expect, test } from '@jest/globals';
import { readConfig } from '../config/read-config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { logConfigSchema, openLog } from './config.ts';

const read = (environment: Record<string, string>) => readConfig(logConfigSchema, environment);
const kafka = { LOG: 'kafka', KAFKA_BROKERS: 'one:9092, two:9092' };

test('brokers are a list of host:port', () => {
  expect(read(kafka).KAFKA_BROKERS).toEqual(['one:9092', 'two:9092']);
  for (const brokers of ['one', 'one:9092 two:9092', 'one:9092,', '[::1]:9092', 'kafka://one:9092']) {
    expect(() => read({ ...kafka, KAFKA_BROKERS: brokers })).toThrow(/KAFKA_BROKERS.*: must be host:port/);
  }
});

test('what would be left unused by mistake is a mistake', () => {
  expect(() => read({ LOG: 'kafka' })).toThrow('KAFKA_BROKERS: is needed because LOG is kafka');
  expect(() => read({ ...kafka, KAFKA_SASL_USERNAME: 'kith' })).toThrow('KAFKA_SASL_MECHANISM: is needed');
  expect(() => read({ ...kafka, KAFKA_SASL_MECHANISM: 'plain' })).toThrow(
    /USERNAME: is needed.*\n.*PASSWORD: is needed/,
  );
  expect(() => read({ ...kafka, KAFKA_TLS_CA_FILE: '/ca.pem' })).toThrow('KAFKA_TLS: must be true');
  expect(() => read({ ...kafka, KAFKA_SASL_MECHANISM: 'gssapi' })).toThrow('KAFKA_SASL_MECHANISM');
});

test('an authority that can not be read is told by the name of its setting', async () => {
  const config = read({ ...kafka, KAFKA_TLS: 'true', KAFKA_TLS_CA_FILE: '/nowhere/ca.pem' });
  await expect(openLog(config, createLogger('test', 'silent'))).rejects.toThrow(
    /KAFKA_TLS_CA_FILE can't be read: .*\/nowhere\/ca\.pem/,
  );
});
