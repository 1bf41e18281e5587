import type { Scenario } from '../scenario.ts';

/** A deployment's restart: the process is asked to end, finishes what it has, and is started again. */
export const drainProcess: Scenario = {
  name: 'drain-process',
  describe: ({ process }) => `${process} is asked to end (SIGTERM), drains, and is started again`,
  needs: {},
  short: false,
  async inject(stage, { process }) {
    await stage.kill(process, 'SIGTERM');
    return null;
  },
};
