import { type Logger, pino } from 'pino';

export type { Logger };

/** One JSON line per entry on stdout. Secrets and personal data are redacted wherever they hang. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', 'password', 'email', 'birthDate', 'refreshToken', 'accessToken'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: '[redacted]',
    },
  });
}
