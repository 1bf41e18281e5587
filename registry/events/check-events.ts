import type { Finding } from '../report/finding.ts';
import { refusals } from './accepts.ts';
import type { EventSchema } from './json-schema.ts';

/**
 * Judges the proposed event schemas against the published ones, both ways:
 * - a consumer that was deployed before the change must read what the new producer writes;
 * - a consumer deployed after it must read what still stands in the log.
 */
export function checkEvents(published: readonly EventSchema[], proposed: readonly EventSchema[]): Finding[] {
  const findings: Finding[] = [];
  for (const old of published) {
    const place = `${old.topic} ${old.type}`;
    const now = proposed.find((schema) => schema.topic === old.topic && schema.type === old.type);
    if (!now) {
      findings.push(
        finding('error', place, 'It is gone: what stands in the log can no longer be read.', [
          'Keep the schema until the retention of its topic has passed.',
        ]),
      );
      continue;
    }
    if (now.version < old.version)
      findings.push(finding('error', place, `Its version went back from ${old.version} to ${now.version}.`));
    if (now.version > old.version)
      findings.push(
        finding(
          'error',
          place,
          `Version ${now.version} is refused by every consumer that reads up to ${old.version}.`,
          ['Add what is new as optional fields of the same version, or publish a new event type beside this one.'],
        ),
      );
    for (const reason of refusals(old.data, now.data))
      findings.push(
        finding('error', place, `A consumer of the published schema could not read the new one: ${reason}.`, [
          'Only add fields; keep those that are there, with their types.',
        ]),
      );
    for (const reason of refusals(now.data, old.data))
      findings.push(
        finding('error', place, `What stands in the log could not be read by the new schema: ${reason}.`, [
          'Make what is new optional for readers.',
        ]),
      );
  }
  return findings;
}

function finding(level: Finding['level'], place: string, reason: string, [advice]: string[] = []): Finding {
  return { stage: 'events', level, place, reason, affected: [], advice: advice ?? null };
}
