import type { Scenario } from '../scenario.ts';

/** A network that swallows everything: connections stay open, new ones are accepted, and nothing comes through. */
export const silentLink: Scenario = {
  name: 'silent-link',
  describe: ({ link, seconds }) => `nothing comes through ${link} for ${seconds} s, without a word`,
  needs: {},
  short: false,
  async inject(stage, { link }) {
    stage.link(link).set({ kind: 'silent' });
    return async () => stage.link(link).set({ kind: 'none' });
  },
};
