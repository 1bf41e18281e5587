import type { Scenario } from '../scenario.ts';

/** One of three Kafka brokers dies and comes back with its data. */
export const brokerLoss: Scenario = {
  name: 'broker-loss',
  describe: ({ seconds }) => `one of three Kafka brokers is killed (SIGKILL), and started again after ${seconds} s`,
  needs: { kafka: true },
  short: false,
  async inject(stage) {
    const [broker] = stage.brokers;
    await broker!.signal('SIGKILL');
    return () => broker!.restart();
  },
};
