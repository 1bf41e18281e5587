import type { Scenario } from '../scenario.ts';

/** PostgreSQL, with every database and the log in it, is away. */
export const databaseRestart: Scenario = {
  name: 'database-restart',
  describe: ({ seconds }) => `PostgreSQL is stopped, and started again after ${seconds} s`,
  needs: {},
  short: true,
  async inject(stage) {
    await stage.database.stop();
    return () => stage.database.start();
  },
};
