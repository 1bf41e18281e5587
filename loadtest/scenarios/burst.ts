import { browsing } from './habits.ts';
import type { Scenario } from './scenario.ts';
import { studies } from './studies.ts';

/** Something was on television. */
export const burst: Scenario = {
  name: 'burst',
  title: 'calm, and five times as much for five seconds out of twenty',
  about:
    'A flash crowd: the rate jumps at once, without the time that a gradual rise would give. Does what queued up go away when it is over, and how far do latencies go meanwhile?',
  studies: [studies.B, studies.F],
  // A flash crowd rises within minutes and by large factors [F]; seconds here, so that a run of a minute has three.
  arrivals: { shape: 'bursts', everySeconds: 20, forSeconds: 5, times: 5 },
  habits: browsing,
  celebrityShare: 0.04,
  live: { people: 25, celebrity: 1, cutAt: [] },
  standard: { rate: 50, durationSeconds: 60 },
};
