import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describe-error.ts';

export type { Logger };

/** Names under which secrets and personal data come, at the top of an entry or up to two levels down. */
const redacted = [
  'authorization',
  'cookie',
  'password',
  'email',
  'birthDate',
  'refreshToken',
  'accessToken',
  'token',
  'variables',
];

/**
 * One JSON line per entry on stdout (or where told). Secrets and personal data are redacted wherever they hang, and
 * errors say only what describe-error.ts lets through.
 */
export function createLogger(service: string, level = 'info', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      redact: {
        paths: redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
    },
    destination ?? pino.destination(1),
  );
}
