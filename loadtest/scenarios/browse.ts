import { browsing } from './habits.ts';
import type { Scenario } from './scenario.ts';
import { studies } from './studies.ts';

/** An ordinary evening. */
export const browse: Scenario = {
  name: 'browse',
  title: 'an ordinary evening: people look at people',
  about:
    'Many independent people, each going from list to profile to list; arrivals of many such people together are Poisson. A few watch who visits them.',
  studies: [studies.B, studies.J, studies.T, studies.S],
  arrivals: { shape: 'steady' },
  habits: browsing,
  // What one celebrity gets of all visits in the seeded population as well (scripts/seed/population/shapes.ts).
  celebrityShare: 0.04,
  live: { people: 25, celebrity: 1, cutAt: [] },
  standard: { rate: 100, durationSeconds: 60 },
};
