import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const recordSchema = z.object({
  /** `loading` until everything is in: what it names was interrupted. */
  status: z.enum(['loading', 'loaded']),
  users: z.int(),
  seed: z.int(),
  visits: z.int(),
  end: z.iso.datetime(),
});

/** Which population a data folder holds, and whether all of it. */
export type PopulationRecord = z.infer<typeof recordSchema>;

export function readPopulationRecord(file: string): PopulationRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export function writePopulationRecord(file: string, record: PopulationRecord): void {
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}
