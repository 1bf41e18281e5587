import { pause } from '../../platform/log/backoff.ts';
import type { EmbeddedServer } from '../../platform/postgres/embedded-server.ts';

/** The stage's PostgreSQL, which can be treated badly. */
export interface Database {
  stop(): Promise<void>;
  crash(): Promise<void>;
  /** Starts it, unless it runs. */
  start(): Promise<void>;
}

/** A PostgreSQL that was killed leaves processes that end within moments. */
const startTries = 50;
const startTryMs = 200;

/** A handle for the server that runs; `startAgain` starts one with the same data. */
export function createDatabase(running: EmbeddedServer, startAgain: () => Promise<EmbeddedServer>): Database {
  let server: EmbeddedServer | undefined;
  const keep = (started: EmbeddedServer): void => {
    server = started;
    void started.crashed.then(() => {
      if (server === started) server = undefined;
    });
  };
  keep(running);
  return {
    async stop() {
      const running = server;
      server = undefined;
      await running?.stop();
    },
    async crash() {
      const running = server;
      if (!running) return;
      process.kill(running.pid, 'SIGKILL');
      await running.crashed;
    },
    async start() {
      for (let tries = 1; !server; tries++) {
        try {
          keep(await startAgain());
        } catch (error) {
          if (tries >= startTries) throw error;
          await pause(startTryMs);
        }
      }
    },
  };
}
