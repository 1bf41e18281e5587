import cluster, { type Worker } from 'node:cluster';
import { runProcess } from '../../platform/lifecycle/run-process.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';

/** A worker that ended by itself is replaced after this, in milliseconds: one that can't start must not spin. */
const respawnAfterMs = 1_000;

/**
 * Runs `count` copies of this program that share its port. Ready once all of them are. A copy that ends by itself is
 * replaced; on SIGTERM all of them drain.
 *
 * `environment` is what they get on top of this process's own: secrets must be the same in each. Their admin ports are
 * ADMIN_PORT and those after it, because each has metrics of its own.
 */
export function runWorkers(count: number, environment: Readonly<Record<string, string>>, logger: Logger): void {
  runProcess(logger, async ({ add }) => {
    const workers = new Set<Worker>();
    let closing = false;

    const start = (place: number): Promise<void> => {
      const worker = cluster.fork({ ...environment, ...adminPort(place) });
      workers.add(worker);
      worker.once('exit', (code, signal) => {
        workers.delete(worker);
        if (closing) return;
        logger.error({ worker: worker.process.pid, code, signal }, 'a worker ended; another one starts');
        setTimeout(() => {
          if (!closing) start(place).catch((error: unknown) => logger.error({ err: error }, 'a worker did not start'));
        }, respawnAfterMs).unref();
      });
      return new Promise((resolve, reject) => {
        worker.once('exit', () => (closing ? resolve() : reject(new Error('a worker ended while it started'))));
        worker.on('message', (message: { ready?: boolean; failed?: string }) => {
          if (message.ready) resolve();
          if (message.failed !== undefined) reject(new Error(message.failed));
        });
      });
    };

    add({
      name: 'workers',
      close: async () => {
        closing = true;
        const ended = [...workers].map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
        for (const worker of workers) worker.process.kill('SIGTERM');
        await Promise.all(ended);
      },
    });
    await Promise.all(Array.from({ length: count }, (_, place) => start(place)));
  });
}

function adminPort(place: number): { ADMIN_PORT?: string } {
  const first = process.env.ADMIN_PORT;
  return first && first !== '0' ? { ADMIN_PORT: String(Number(first) + place) } : {};
}
