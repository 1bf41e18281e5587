/** The type, data and time (milliseconds since 1970) of a record's event; null for a tombstone and for what is no event. */
export function readEvent(
  value: string | null,
): { readonly type: string; readonly data: unknown; readonly timeMs: number | null } | null {
  if (value === null) return null;
  try {
    const envelope: unknown = JSON.parse(value);
    if (typeof envelope !== 'object' || envelope === null) return null;
    const { type, data, time } = envelope as { type?: unknown; data?: unknown; time?: unknown };
    const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    return typeof type === 'string' ? { type, data, timeMs: Number.isNaN(timeMs) ? null : timeMs } : null;
  } catch {
    return null;
  }
}

/** The string at a path of field names; null where there is none. */
export function stringAt(data: unknown, path: readonly string[]): string | null {
  let value = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ? value : null;
}
