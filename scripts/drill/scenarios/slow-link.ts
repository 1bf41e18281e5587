import type { Scenario } from '../scenario.ts';

/** Every byte between two processes comes late, both ways. */
export const slowLink: Scenario = {
  name: 'slow-link',
  describe: ({ link, delayMs, seconds }) => `what goes over ${link} is ${delayMs} ms late each way, for ${seconds} s`,
  needs: {},
  short: false,
  async inject(stage, { link, delayMs }) {
    stage.link(link).set({ kind: 'slow', delayMs });
    return async () => stage.link(link).set({ kind: 'none' });
  },
};
