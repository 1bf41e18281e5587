import type { Logger } from '../telemetry/logger.ts';
import { ClearError } from './clear-error.ts';

/** A part of a process that was started and must be closed. */
export interface Part {
  readonly name: string;
  close(): Promise<void>;
}

export interface ProcessContext {
  /** Registers a part as it is started; parts are closed in the reverse of this order. */
  add(part: Part): void;
}

/** The process as the one who starts it sees it. */
export interface RunningProcess extends ProcessContext {
  phase(): Phase;
}

/** Where a process stands in its life. */
export type Phase = 'starting' | 'ready' | 'stopping';

/** Past this a drain is given up and the process exits with 1, in milliseconds; under Kubernetes' default grace of 30 s. */
const drainTimeoutMs = 25_000;

/**
 * Runs one process: `start` builds and starts its parts in order; then it is ready. On SIGTERM or SIGINT the parts are
 * closed in reverse and the process ends with 0. A failing start closes what was started and exits with 1 after one
 * clear line. Readiness is told to a parent with an IPC channel as `{ ready: true }`, a failed start as `{ failed: message }`.
 */
export function runProcess(logger: Logger, start: (context: RunningProcess) => Promise<void>): void {
  const parts: Part[] = [];
  let stopping: Promise<void> | undefined;
  let phase: Phase = 'starting';

  const closeParts = async (): Promise<boolean> => {
    let clean = true;
    for (const part of parts.splice(0).reverse()) {
      try {
        await part.close();
      } catch (error) {
        clean = false;
        logger.error({ err: error, part: part.name }, 'a part did not close cleanly');
      }
    }
    return clean;
  };

  const stop = (reason: string): Promise<void> => {
    phase = 'stopping';
    stopping ??= (async () => {
      logger.info({ reason }, 'stopping');
      const timer = setTimeout(() => {
        logger.error({ drainTimeoutMs }, 'the drain took too long');
        process.exit(1);
      }, drainTimeoutMs);
      timer.unref();
      const clean = await closeParts();
      logger.info('stopped');
      process.exitCode = clean ? 0 : 1;
      if (process.connected) process.disconnect();
      clearTimeout(timer);
      // Whatever still holds the event loop open after a drain is a leak; it must not keep the process alive.
      setTimeout(() => process.exit(), 500).unref();
    })();
    return stopping;
  };

  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('the parent process is gone'));

  start({ add: (part) => parts.push(part), phase: () => phase }).then(
    () => {
      if (stopping) return;
      phase = 'ready';
      logger.info('ready');
      process.send?.({ ready: true });
    },
    async (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      logger.fatal(error instanceof ClearError ? {} : { err: error }, `could not start: ${message}`);
      process.send?.({ failed: message });
      await closeParts();
      process.exit(1);
    },
  );
}
