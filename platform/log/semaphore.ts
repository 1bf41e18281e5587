/** Lets at most `most` runs go on at a time; the others wait in line. */
export function createSemaphore(most: number): <Result>(run: () => Promise<Result>) => Promise<Result> {
  const line: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => line.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      // The place is handed on, not freed, or a newcomer could slip in between.
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
