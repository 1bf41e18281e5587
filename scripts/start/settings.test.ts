import { describe, expect, test } from '@jest/globals';
import { adminPort, plannedPorts, readSettings, usesOwnPostgres } from './settings.ts';

const urls = {
  USERS_DATABASE_URL: 'postgresql://db/users',
  ACTIVITY_DATABASE_URL: 'postgresql://db/activity',
  FRAUD_DATABASE_URL: 'postgresql://db/fraud',
};

describe('settings', () => {
  test('are the documented ports where nothing is set', () => {
    expect(plannedPorts(readSettings({})).map(({ port }) => port)).toEqual([4000, 4001, 4002, 4003, 25432]);
  });

  test('report every mistake at once', () => {
    expect(() => readSettings({ PORT: '0', LOG: 'paper' })).toThrow(/PORT[\s\S]*LOG/);
  });

  test('listen on the loopback addresses that there are, or where they are told', () => {
    expect(readSettings({}).HOSTS).toMatch(/^127\.0\.0\.1(,::1)?$/);
    expect(readSettings({ HOSTS: '0.0.0.0' }).HOSTS).toBe('0.0.0.0');
  });

  test('give every process an admin port of its own where one is set', () => {
    const settings = readSettings({ ADMIN_PORT: '9090' });
    const ports = plannedPorts(settings).map(({ port }) => port);
    expect(ports).toEqual(expect.arrayContaining([9090, 9091, 9092, 9093, 9094, 9095, 9096]));
    expect(new Set(ports).size).toBe(ports.length);
    expect(adminPort(settings, 'fraud-worker')).toBe(9096);
    expect(adminPort(readSettings({}), 'router')).toBeUndefined();
  });

  test('need to know where Kafka is if it is the log', () => {
    expect(() => readSettings({ LOG: 'kafka' })).toThrow('KAFKA_BROKERS: is needed because LOG is kafka');
  });

  test('take a PostgreSQL of the user’s own only whole', () => {
    expect(usesOwnPostgres(readSettings({}))).toBe(false);
    expect(usesOwnPostgres(readSettings({ ...urls, LOG_DATABASE_URL: 'postgresql://db/log' }))).toBe(true);
    expect(usesOwnPostgres(readSettings({ ...urls, LOG: 'kafka', KAFKA_BROKERS: 'broker:9092' }))).toBe(true);
    expect(() => usesOwnPostgres(readSettings(urls))).toThrow('LOG_DATABASE_URL is missing');
  });

  test('with a PostgreSQL of the user’s own need no port for it', () => {
    const settings = readSettings({ ...urls, LOG_DATABASE_URL: 'postgresql://db/log' });
    expect(plannedPorts(settings).map(({ setting }) => setting)).not.toContain('POSTGRES_PORT');
  });
});
