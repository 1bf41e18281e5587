/**
 * Runs calls together: while one run is under way, the calls that come are gathered and go out as the next run. At rest a
 * call runs at once; under load the runs grow by themselves.
 *
 * `run` answers one result per item, in order; when it rejects, all its items do. Items keep the order they were added.
 */
export function createBatcher<Item, Result>(options: {
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** The most weight one run takes; an item heavier than this goes alone. */
  weightMax: number;
  weightOf: (item: Item) => number;
}): (item: Item) => Promise<Result> {
  const { run, weightMax, weightOf } = options;
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let running = false;

  function takeNext(): Waiting[] {
    let weight = 0;
    let count = 0;
    while (count < waiting.length) {
      weight += weightOf(waiting[count]!.item);
      if (count > 0 && weight > weightMax) break;
      count++;
    }
    const next = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return next;
  }

  async function drain(): Promise<void> {
    running = true;
    // One turn later, so that what is called in the same turn goes out together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = takeNext();
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void drain();
    });
}
