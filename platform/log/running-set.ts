import type { Running } from './port.ts';

/** What runs on a log, so that closing the log stops it. */
export interface RunningSet {
  /** Remembers it until it is stopped; from then on stopping it twice is stopping it once. */
  track<Started extends Running>(started: Started): Started;
  stopAll(): Promise<void>;
}

export function createRunningSet(): RunningSet {
  const running = new Set<Running>();
  return {
    track(started) {
      const stop = started.stop.bind(started);
      let stopped: Promise<void> | undefined;
      started.stop = () => {
        running.delete(started);
        stopped ??= stop();
        return stopped;
      };
      running.add(started);
      return started;
    },
    async stopAll() {
      await Promise.all([...running].map((started) => started.stop()));
    },
  };
}
