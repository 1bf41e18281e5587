import { describe, expect, test } from '@jest/globals';
import { EmbeddedServerError } from '../../platform/postgres/server-failure.ts';
import { explain } from './explain.ts';

const error = (properties: object, message = 'what the system says') => Object.assign(new Error(message), properties);

describe('a failure is explained', () => {
  test('by its own sentence where it has one', () => {
    expect(explain(new EmbeddedServerError('One clear sentence.'))).toBe('One clear sentence.');
  });

  test.each([
    [{ code: 'ENOSPC' }, 'The disk is full'],
    [{ code: '53100' }, 'The disk is full'],
    [{ code: 'EACCES', path: '/srv/kith' }, 'This user may not use /srv/kith'],
    [{ code: 'EROFS', path: '/srv/kith' }, '/srv/kith is on a read-only file system'],
    [{ code: 'ECONNREFUSED', address: '10.0.0.1', port: 5432 }, "The server at 10.0.0.1 port 5432 can't be reached"],
    [{ code: '28P01' }, 'The database refuses the password'],
    [{ code: '3D000' }, 'PostgreSQL says: what the system says'],
  ])('%j as: %s', (properties, sentence) => {
    const told = explain(error(properties))!;
    expect(told).toContain(sentence);
    expect(told).toMatch(/[.)]$/);
    expect(told).not.toContain('\n');
  });

  test('as what it is where Kafka is out of reach', () => {
    expect(explain(new Error("Kafka can't be used at 127.0.0.1:9: Connection error"))).toBe(
      "Kafka can't be used at 127.0.0.1:9: Connection error: check KAFKA_BROKERS.",
    );
  });

  test('not at all where nobody expected it', () => {
    expect(explain(error({}, 'undefined is not a function'))).toBeUndefined();
    expect(explain('a string')).toBeUndefined();
  });
});
