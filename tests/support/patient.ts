import type { OverloadLimits } from '../../platform/http/overload.ts';

/** For servers whose suite is not about load: on a slow machine they are late, and refuse nobody for it. */
export const patient: OverloadLimits = { delayMaxMs: 600_000, underWayMax: 100_000 };
