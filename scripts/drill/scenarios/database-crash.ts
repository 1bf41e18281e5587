import type { Scenario } from '../scenario.ts';

/** PostgreSQL dies without a checkpoint: what it acknowledged must be in its write-ahead log. */
export const databaseCrash: Scenario = {
  name: 'database-crash',
  describe: ({ seconds }) => `PostgreSQL is killed (SIGKILL), and started again after ${seconds} s`,
  needs: {},
  short: false,
  async inject(stage) {
    await stage.database.crash();
    return () => stage.database.start();
  },
};
