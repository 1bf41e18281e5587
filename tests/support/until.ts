/**
 * Waits until `probe` returns something other than undefined, null or false, and returns it. Throws after `timeoutMs`,
 * which is long: a slow machine is no failure. `what` may be a function, so that it tells how things stood at the end.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  what: string | (() => string),
  timeoutMs = 60_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) return value as Exclude<T, undefined | null | false>;
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeoutMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
