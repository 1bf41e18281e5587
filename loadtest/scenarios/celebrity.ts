import { browsing } from './habits.ts';
import type { Scenario } from './scenario.ts';
import { studies } from './studies.ts';

/** Somebody is on everybody's screen. */
export const celebrity: Scenario = {
  name: 'celebrity',
  title: 'every second profile that is opened is the same person’s, who watches live on ten devices',
  about:
    'Who is sought is a pronounced hierarchy, and here its top is steeper still: one row of counters is written by everybody, one account is notified of everything, one profile is read again and again.',
  studies: [studies.B, studies.N, studies.J],
  arrivals: { shape: 'steady' },
  habits: browsing,
  celebrityShare: 0.5,
  live: { people: 10, celebrity: 10, cutAt: [] },
  standard: { rate: 100, durationSeconds: 60 },
};
