import type { Scenario } from '../scenario.ts';

/** A process that hangs: its connections stay open and nothing comes through them. */
export const pauseProcess: Scenario = {
  name: 'pause-process',
  describe: ({ process, seconds }) => `${process} hangs (SIGSTOP) for ${seconds} s`,
  needs: {},
  short: false,
  async inject(stage, { process }) {
    await stage.kill(process, 'SIGSTOP');
    return () => stage.kill(process, 'SIGCONT');
  },
};
