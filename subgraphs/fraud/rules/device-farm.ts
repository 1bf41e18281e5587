import type { Evidence } from './rule.ts';
import { minutes } from './wording.ts';

export interface DeviceFarmThresholds {
  readonly accounts: number;
  readonly windowMs: number;
}

export interface DeviceRegistration {
  readonly user: string;
  readonly atMs: number;
}

/**
 * Many accounts registered with one device within a time. Given a device's registrations, each account once, in the order of
 * time; returns whoever is in any window that holds enough of them. More registrations never prove it wrong.
 */
export function deviceFarm(
  registrations: readonly DeviceRegistration[],
  { accounts, windowMs }: DeviceFarmThresholds,
): { user: string; registeredMs: number; evidence: Evidence }[] {
  const found = new Map<string, { user: string; registeredMs: number; evidence: Evidence }>();
  let first = 0;
  for (const [last, { atMs }] of registrations.entries()) {
    while (registrations[first]!.atMs < atMs - windowMs) first++;
    if (last - first + 1 < accounts) continue;
    const fromMs = registrations[first]!.atMs;
    const detail = `One of ${last - first + 1} accounts registered with one device within ${minutes(atMs - fromMs)}.`;
    // Each keeps the first window that it was found in.
    for (const { user, atMs: registeredMs } of registrations.slice(first, last + 1))
      if (!found.has(user)) found.set(user, { user, registeredMs, evidence: { fromMs, atMs, detail } });
  }
  return [...found.values()];
}
