import { browsing } from './habits.ts';
import type { Scenario } from './scenario.ts';
import { studies } from './studies.ts';

/** A load balancer was restarted. */
export const reconnectStorm: Scenario = {
  name: 'reconnect-storm',
  title: 'hundreds of live clients lose their connection at the same moment, three times',
  about:
    'All sockets are cut without a goodbye while people go on visiting, and come back with their last cursor. What came in between has to be delivered then: every visit that was acknowledged, once. Every fifth visit goes to somebody whose ten devices watch.',
  studies: [studies.B],
  arrivals: { shape: 'steady' },
  habits: browsing,
  celebrityShare: 0.2,
  live: { people: 300, celebrity: 10, cutAt: [0.25, 0.5, 0.75] },
  standard: { rate: 50, durationSeconds: 60 },
};
