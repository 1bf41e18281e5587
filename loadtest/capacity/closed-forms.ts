/**
 * What queueing theory knows without simulating (L. Kleinrock, Queueing Systems I, 1975). Rates a second, times in
 * milliseconds; the load must be below the capacity.
 */

/** Erlang's C: the share of jobs that wait in M/M/k. */
export function erlangC(servers: number, perSecond: number, serviceMs: number): number {
  const offered = (perSecond * serviceMs) / 1_000;
  const utilisation = offered / servers;
  if (utilisation >= 1) throw new Error('The load is above the capacity');
  // Erlang's B by its recursion, which needs no factorial; C follows from it.
  let blocked = 1;
  for (let count = 1; count <= servers; count++) blocked = (offered * blocked) / (count + offered * blocked);
  return blocked / (1 - utilisation * (1 - blocked));
}

/** The mean time in M/M/k, waiting and served. */
export function meanInMmk(servers: number, perSecond: number, serviceMs: number): number {
  const spareJobsPerMs = servers / serviceMs - perSecond / 1_000;
  return erlangC(servers, perSecond, serviceMs) / spareJobsPerMs + serviceMs;
}

/** A percentile (0 to 1) of the time in M/M/1, which is exponential. */
export function percentileInMm1(perSecond: number, serviceMs: number, share: number): number {
  return -Math.log(1 - share) / (1 / serviceMs - perSecond / 1_000);
}

/** The mean time in M/G/1 by Pollaczek and Khinchine: only the first two moments of the service time count. */
export function meanInMg1(perSecond: number, servicesMs: readonly number[]): number {
  const mean = servicesMs.reduce((sum, ms) => sum + ms, 0) / servicesMs.length;
  const secondMoment = servicesMs.reduce((sum, ms) => sum + ms * ms, 0) / servicesMs.length;
  const perMs = perSecond / 1_000;
  return (perMs * secondMoment) / (2 * (1 - perMs * mean)) + mean;
}
