import { expect, test } from '@jest/globals';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { help, readOptions } from './options.ts';

test('without options both logs are measured, three times', () => {
  expect(readOptions([], 'out')).toMatchObject({
    logs: ['postgres', 'kafka'],
    rounds: 3,
    connections: 10_000,
    out: 'out',
  });
});

test('what is asked for is taken', () => {
  const options = readOptions(['--connections', '0', '--logs', 'kafka,kafka', '--idle-seconds', '5'], 'out');
  expect(options).toMatchObject({ connections: 0, logs: ['kafka'], idleSeconds: 5 });
});

test('the help is what --help asks for', () => {
  expect(readOptions(['--help'], 'out')).toBeNull();
  for (const name of ['events', 'rate', 'connections', 'minutes', 'logs']) expect(help).toContain(`--${name} `);
});

test.each([
  [['--connections', 'many'], /^--connections must be a whole number from 0 to 25000, and is 'many'\.$/],
  // No number that is written otherwise is one, as everywhere else.
  [['--events', '1e3'], /^--events must be a whole number/],
  [['--rounds', ''], /^--rounds must be a whole number/],
  [['--connections', ' '], /^--connections must be a whole number/],
  [['--rate', '0x10'], /^--rate must be a whole number/],
  [['--logs', 'disk'], /^--logs must be postgres, kafka/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args, 'out')).toThrow(UsageError);
  expect(() => readOptions(args, 'out')).toThrow(message);
});
