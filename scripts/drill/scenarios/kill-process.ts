import type { Scenario } from '../scenario.ts';

/** A crash: the process has no time to say or to finish anything. Whoever supervises it starts it again at once. */
export const killProcess: Scenario = {
  name: 'kill-process',
  describe: ({ process }) => `${process} is killed (SIGKILL) and started again`,
  needs: {},
  short: true,
  async inject(stage, { process }) {
    await stage.kill(process, 'SIGKILL');
    return null;
  },
};
