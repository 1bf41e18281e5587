import { type DeviceFarmThresholds, type DeviceRegistration, deviceFarm } from '../rules/device-farm.ts';
import type { Evidence } from '../rules/rule.ts';
import type { RegisteredFact } from './fact.ts';
import { insertByTime } from './insert-by-time.ts';

/** A device with more registrations than this is no device but a default that some client sends; the earliest are forgotten. */
const registrationsMax = 2_000;

/** Which accounts were registered with which device: a set, whatever order it came in. */
export class DeviceWatch {
  private readonly devices = new Map<string, DeviceRegistration[]>();
  private readonly changed = new Set<string>();

  apply({ user, atMs, device }: RegisteredFact): void {
    if (device === null) return;
    const registrations = this.devices.get(device);
    if (registrations?.some((known) => known.user === user)) return;
    if (registrations) insertByTime(registrations, { user, atMs });
    else this.devices.set(device, [{ user, atMs }]);
    this.changed.add(device);
  }

  /** Calls `found` with an account, what was seen, and when the account itself registered. */
  find(
    thresholds: DeviceFarmThresholds,
    found: (user: string, evidence: Evidence, registeredMs: number) => void,
  ): void {
    for (const device of this.changed) {
      const registrations = this.devices.get(device);
      if (!registrations) continue;
      for (const { user, evidence, registeredMs } of deviceFarm(registrations, thresholds))
        found(user, evidence, registeredMs);
      if (registrations.length > registrationsMax) registrations.splice(0, registrations.length - registrationsMax);
    }
    this.changed.clear();
  }

  lookAgain(): void {
    for (const device of this.devices.keys()) this.changed.add(device);
  }

  forgetBefore(atMs: number): void {
    for (const [device, registrations] of this.devices) {
      // In the order of time: mostly nothing is too old.
      if (registrations[0]!.atMs >= atMs) continue;
      const kept = registrations.filter((registration) => registration.atMs >= atMs);
      if (kept.length === 0) this.devices.delete(device);
      else this.devices.set(device, kept);
    }
  }
}
