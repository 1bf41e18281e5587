import type { Scenario } from '../scenario.ts';

/** A machine's clock jumps, as after a pause of its virtual machine or with a bad time server. */
export const clockSkew: Scenario = {
  name: 'clock-skew',
  describe: ({ process, skewSeconds, seconds }) =>
    `the clock of ${process} is ${Math.abs(skewSeconds)} s ${skewSeconds < 0 ? 'behind' : 'ahead'} for ${seconds} s`,
  needs: {},
  short: false,
  async inject(stage, { process, skewSeconds }) {
    stage.setClock(process, skewSeconds * 1000);
    return async () => stage.setClock(process, 0);
  },
};
