import type { Scenario } from '../scenario.ts';

/** The disk that PostgreSQL writes to has no byte left; then somebody makes room, and what ended is started again. */
export const fullDisk: Scenario = {
  name: 'full-disk',
  describe: ({ seconds }) => `the disk of PostgreSQL is full for ${seconds} s`,
  needs: { smallDisk: true },
  short: false,
  async inject(stage) {
    const makeRoom = stage.fillDisk();
    return async () => {
      makeRoom();
      await stage.database.start();
    };
  },
};
