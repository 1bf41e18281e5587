import { z } from 'zod';

/**
 * Recorded use: which client sent which operation how often on which day. Literal values never get here; `sent` holds
 * the coordinates of the input fields and enum values that came in by variables, never what was in them.
 */
const recordSchema = z.object({
  client: z.string(),
  version: z.string(),
  /** The day of the requests (UTC), `2026-11-05`. */
  day: z.iso.date(),
  /** The operation's id in `operations`. */
  operation: z.string(),
  count: z.int().min(1),
  sent: z.array(z.string()).optional(),
});

const usageSchema = z.object({
  /** Operation texts by id, with every literal replaced. */
  operations: z.record(z.string(), z.object({ name: z.string().nullable(), text: z.string() })),
  records: z.array(recordSchema),
});

export type UsageRecord = z.infer<typeof recordSchema>;
export type RecordedUsage = z.infer<typeof usageSchema>;

/** What of the recorded use counts in a check. */
export interface UsageWindow {
  /** The last day that counts, and how many days before it. */
  readonly until: string;
  readonly days: number;
  /** Clients that never count, by name or `name@version`. */
  readonly excludedClients: readonly string[];
  /** Operations that came fewer times than this in the window don't count. */
  readonly countMin: number;
}

/** One operation with all its requests in the window. */
export interface UsedOperation {
  readonly id: string;
  readonly name: string | null;
  readonly text: string;
  readonly count: number;
  readonly clients: readonly { client: string; version: string; count: number; lastDay: string }[];
  /** Coordinates sent by variables, joined over the requests; undefined where they weren't recorded. */
  readonly sent: ReadonlySet<string> | undefined;
}

/** Throws a ZodError for a file that isn't recorded usage. */
export const readUsage = (json: string): RecordedUsage => usageSchema.parse(JSON.parse(json));

/** The operations that count, the most used first. */
export function usedOperations(usage: RecordedUsage, window: UsageWindow): UsedOperation[] {
  const firstDay = new Date(Date.parse(window.until) - (window.days - 1) * 86_400_000).toISOString().slice(0, 10);
  const byOperation = new Map<string, UsageRecord[]>();
  for (const record of usage.records) {
    if (!counts(record, window, firstDay)) continue;
    const known = byOperation.get(record.operation);
    if (known) known.push(record);
    else byOperation.set(record.operation, [record]);
  }
  const used: UsedOperation[] = [];
  for (const [id, records] of byOperation) {
    const operation = usage.operations[id];
    const count = records.reduce((sum, record) => sum + record.count, 0);
    if (!operation || count < window.countMin) continue;
    const recordedSent = records.flatMap((record) => (record.sent ? [record.sent] : []));
    used.push({
      id,
      ...operation,
      count,
      clients: joinClients(records),
      sent: recordedSent.length === records.length ? new Set(recordedSent.flat()) : undefined,
    });
  }
  return used.sort((a, b) => b.count - a.count);
}

function counts(record: UsageRecord, window: UsageWindow, firstDay: string): boolean {
  if (record.day < firstDay || record.day > window.until) return false;
  const { client, version } = record;
  return !window.excludedClients.includes(client) && !window.excludedClients.includes(`${client}@${version}`);
}

function joinClients(records: readonly UsageRecord[]): UsedOperation['clients'] {
  const byClient = new Map<string, { client: string; version: string; count: number; lastDay: string }>();
  for (const { client, version, count, day } of records) {
    const key = `${client}@${version}`;
    const known = byClient.get(key) ?? { client, version, count: 0, lastDay: day };
    known.count += count;
    if (day > known.lastDay) known.lastDay = day;
    byClient.set(key, known);
  }
  return [...byClient.values()].sort((a, b) => b.count - a.count);
}
