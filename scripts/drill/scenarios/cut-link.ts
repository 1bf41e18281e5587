import type { Scenario } from '../scenario.ts';

/** Connections between two processes are reset, and new ones too. */
export const cutLink: Scenario = {
  name: 'cut-link',
  describe: ({ link, seconds }) => `connections over ${link} are reset for ${seconds} s`,
  needs: {},
  short: true,
  async inject(stage, { link }) {
    stage.link(link).set({ kind: 'cut' });
    return async () => stage.link(link).set({ kind: 'none' });
  },
};
