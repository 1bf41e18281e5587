import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createLogger } from './logger.ts';

function collect() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: createLogger('test', 'trace', destination), lines };
}

describe('a log line', () => {
  test('redacts secrets and personal data by name, up to two levels down', () => {
    const { logger, lines } = collect();
    const secret = { email: 'a@b.example', password: 'pass-1', birthDate: '1990-05-04', token: 'tok-1' };
    logger.info({ ...secret, input: secret, request: { variables: { input: secret }, user: secret } }, 'hello');
    for (const value of Object.values(secret)) expect(lines.join()).not.toContain(value);
    expect(JSON.parse(lines[0]!)).toMatchObject({ service: 'test', msg: 'hello', email: '[redacted]' });
  });

  test('tells of an error its kind, code, message, stack and causes, and nothing that hangs on it', () => {
    const { logger, lines } = collect();
    const cause = Object.assign(new Error('duplicate key value violates unique constraint "account_email_key"'), {
      code: '23505',
      detail: 'Key (handle)=(grace_hopper) already exists.',
      parameters: ['1990-05-04'],
    });
    logger.error({ err: new Error('A row could not be stored.', { cause }) }, 'failed');
    const { err } = JSON.parse(lines[0]!);
    expect(err).toMatchObject({ type: 'Error', message: 'A row could not be stored.', cause: { code: '23505' } });
    expect(err.stack).toContain('logger.test.ts');
    expect(lines[0]).not.toMatch(/grace_hopper|1990-05-04/);
  });

  test.each([
    ['an email', 'no account of grace.hopper+1@navy.example here', 'grace.hopper'],
    ['an access token', 'bad token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'eyJzdWIiOiJ4In0'],
    ['a header', 'authorization was Bearer abc.def', 'abc.def'],
    ["a database's password", 'connect to postgresql://kith:s3cret@127.0.0.1:5432/users failed', 's3cret'],
    ['a unique value', 'Key (birth_date)=(1990-05-04) already exists.', '1990-05-04'],
    [
      "a client's variables",
      'Variable "$input" got invalid value { city: "Bern", day: "1990-05-04" }; no.',
      '1990-05-04',
    ],
    ['a malformed body', `Unexpected token 'x', "{"pin": 12x" is not valid JSON`, '12x'],
  ])('leaves %s out of an error and of its stack', (_, message, secret) => {
    const { logger, lines } = collect();
    logger.error({ err: new Error(message) }, 'failed');
    expect(lines[0]).not.toContain(secret);
  });
});
