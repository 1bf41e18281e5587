import type { Scenario } from '../scenario.ts';

/** One of three Kafka brokers stands still with all its connections open, and goes on as if nothing had been. */
export const brokerPause: Scenario = {
  name: 'broker-pause',
  describe: ({ seconds }) => `one of three Kafka brokers is stopped (SIGSTOP) for ${seconds} s`,
  needs: { kafka: true },
  short: false,
  async inject(stage) {
    const [broker] = stage.brokers;
    await broker!.signal('SIGSTOP');
    return () => broker!.signal('SIGCONT');
  },
};
