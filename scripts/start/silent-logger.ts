import { createLogger, type Logger } from '../../platform/telemetry/logger.ts';

/** For parts that log, in a command that talks to a person instead: what fails comes as an error anyway. */
export function silentLogger(name: string): Logger {
  return createLogger(name, 'silent');
}
