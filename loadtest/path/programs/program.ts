import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { createLogger, type Logger } from '../../../platform/telemetry/logger.ts';

const schema = z.object({
  DATABASE_URL: z.string().default(''),
  INTERNAL_TOKEN_SECRET: z.string().min(32),
  /** What of Kith's own way is switched on, as a list: `compiled,shared,grouped`. */
  SAVINGS: z
    .string()
    .default('')
    .transform((text) => new Set(text.split(','))),
});

export type ProgramConfig = z.infer<typeof schema>;

/** What an operation costs is measured as well where the machine is busy with something else: nothing is refused. */
export const neverShed = { delayMaxMs: 3_600_000, underWayMax: 1_000_000 };

/** Runs a benched server: it tells its parent the port it took and runs until it is ended. */
export function runProgram(start: (config: ProgramConfig, logger: Logger) => Promise<number>): void {
  start(readConfig(schema, process.env), createLogger('bench', 'error')).then(
    (port) => process.send?.({ port }),
    (error: unknown) => {
      process.send?.({ failed: String((error as Error).stack) });
      process.exitCode = 1;
      process.disconnect?.();
    },
  );
  // A parent that is gone ends what it started.
  process.on('disconnect', () => process.exit());
}
