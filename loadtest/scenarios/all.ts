import { browse } from './browse.ts';
import { burst } from './burst.ts';
import { celebrity } from './celebrity.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import type { Scenario } from './scenario.ts';
import { soak } from './soak.ts';

/** Every scenario. A new one is a file beside these and a line here. */
export const scenarios: readonly Scenario[] = [browse, burst, celebrity, soak, reconnectStorm];
