import { browsing } from './habits.ts';
import type { Scenario } from './scenario.ts';
import { studies } from './studies.ts';

/** A day without an end. */
export const soak: Scenario = {
  name: 'soak',
  title: 'an hour at a moderate rate: does anything grow?',
  about:
    'Long enough for access tokens to end and be renewed, caches to fill, memory to show a slope and tables to be vacuumed. The report draws the memory of each process over time. Days have a rhythm; an hour of a soak is its busiest one, which is what must be borne.',
  studies: [studies.B, studies.G],
  arrivals: { shape: 'steady' },
  habits: browsing,
  celebrityShare: 0.04,
  live: { people: 50, celebrity: 2, cutAt: [0.5] },
  standard: { rate: 50, durationSeconds: 3_600 },
};
