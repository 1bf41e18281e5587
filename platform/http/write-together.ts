let waiting: (() => void)[] = [];

/**
 * Writes at the end of this turn of the event loop, together with all else that was to be written in it. A write to a socket
 * wakes the process at its other end, which costs the writer: those that were written one right after the other wake it once.
 * `write` must not throw, and finds out by itself whether its socket is still there.
 */
export function writeTogether(write: () => void): void {
  if (waiting.push(write) === 1) setImmediate(writeAll);
}

function writeAll(): void {
  const writes = waiting;
  waiting = [];
  for (const write of writes) write();
}
