/** One stop of a job on its way: it takes its turn at each thing it needs, in that order, and holds all of them for so long. */
export interface Stop {
  /** Names of resources; none for a delay that nobody competes for (a network, a disk's answer). */
  readonly needs: readonly string[];
  readonly ms: number;
}

/** Jobs of one kind, which arrive at random moments (Poisson). */
export interface Arrival {
  readonly perSecond: number;
  /** The way of the next job. */
  readonly draw: (random: () => number) => readonly Stop[];
  /** Whether somebody waits for them; what only keeps resources busy isn't told in the latencies. */
  readonly counted: boolean;
}

export interface Simulation {
  /** From arrival to the end of the last stop, ascending. */
  readonly latenciesMs: Float64Array;
  /** Share of its capacity that each resource was held. */
  readonly utilisation: Readonly<Record<string, number>>;
  /** Jobs that waited at their first stop. */
  readonly waitedShare: number;
}

/** The first jobs find an empty system; so many of them are left out. */
const warmUpShare = 0.1;

/**
 * Runs an open network of first-come-first-served stations, event by event, until so many counted jobs are done. With
 * exponential stops at one resource this is the M/M/k queue of the textbooks, which its tests compare it with.
 */
export function simulate(options: {
  /** Servers of each resource: single-threaded processes, cores, sessions. */
  readonly servers: Readonly<Record<string, number>>;
  readonly arrivals: readonly Arrival[];
  readonly jobs: number;
  readonly random: () => number;
}): Simulation {
  const { arrivals, jobs, random } = options;
  const resources = new Map(
    Object.entries(options.servers).map(([name, servers]) => [
      name,
      { servers, free: servers, busyMs: 0, queue: createQueue<Job>() },
    ]),
  );
  const events = createHeap<() => void>();
  const latencies: number[] = [];
  const warmUp = Math.round(jobs * warmUpShare);
  let nowMs = 0;
  let done = 0;
  let waited = 0;
  let started = 0;

  const resourceOf = (name: string) => {
    const resource = resources.get(name);
    if (!resource) throw new Error(`A job needs ${name}, which there is none of`);
    return resource;
  };

  function proceed(job: Job): void {
    const stop = job.stops[job.stop];
    if (!stop) {
      if (!job.counted) return;
      done++;
      if (done > warmUp) latencies.push(nowMs - job.arrivedMs);
      return;
    }
    while (job.held < stop.needs.length) {
      const resource = resourceOf(stop.needs[job.held]!);
      if (resource.free === 0) {
        if (job.counted && job.stop === 0 && job.held === 0) waited++;
        resource.queue.push(job);
        return;
      }
      resource.free--;
      job.held++;
    }
    events.push(nowMs + stop.ms, () => leave(job, stop));
  }

  function leave(job: Job, stop: Stop): void {
    job.stop++;
    job.held = 0;
    for (const name of stop.needs) {
      const resource = resourceOf(name);
      resource.busyMs += stop.ms;
      const next = resource.queue.shift();
      // Handed over without becoming free, so that nobody who comes at this moment is served first.
      if (next) {
        next.held++;
        proceed(next);
      } else resource.free++;
    }
    proceed(job);
  }

  for (const { perSecond, draw, counted } of arrivals) {
    if (perSecond <= 0) continue;
    const arrive = (): void => {
      if (counted) started++;
      proceed({ arrivedMs: nowMs, stops: draw(random), stop: 0, held: 0, counted });
      events.push(nowMs + (-Math.log(1 - random()) / perSecond) * 1_000, arrive);
    };
    events.push((-Math.log(1 - random()) / perSecond) * 1_000, arrive);
  }
  while (done < jobs) {
    const event = events.pop();
    if (!event) throw new Error('Nothing arrives');
    nowMs = event.at;
    event.value();
  }
  return {
    latenciesMs: Float64Array.from(latencies).sort(),
    utilisation: Object.fromEntries(
      [...resources].map(([name, { busyMs, servers }]) => [name, busyMs / nowMs / servers]),
    ),
    waitedShare: waited / started,
  };
}

/** The value that `share` of ascending values stay at or below, by nearest rank. */
export function percentileOf(ascending: Float64Array, share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

interface Job {
  readonly arrivedMs: number;
  readonly stops: readonly Stop[];
  stop: number;
  /** How many of the present stop's needs it has. */
  held: number;
  readonly counted: boolean;
}

/** First in, first out, without moving what is left at every step. */
function createQueue<Item>() {
  let items: Item[] = [];
  let first = 0;
  return {
    push: (item: Item) => void items.push(item),
    shift(): Item | undefined {
      const item = items[first];
      if (item === undefined) return undefined;
      first++;
      if (first > 1_024 && first * 2 > items.length) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
  };
}

/** A binary heap: the earliest first. */
function createHeap<Value>() {
  const heap: { at: number; value: Value }[] = [];
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    push(at: number, value: Value): void {
      heap.push({ at, value });
      let index = heap.length - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (heap[parent]!.at <= heap[index]!.at) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): { at: number; value: Value } | undefined {
      const top = heap[0];
      const last = heap.pop();
      if (top === undefined || last === undefined || heap.length === 0) return top;
      heap[0] = last;
      let index = 0;
      for (;;) {
        let least = index;
        for (const child of [2 * index + 1, 2 * index + 2])
          if (child < heap.length && heap[child]!.at < heap[least]!.at) least = child;
        if (least === index) return top;
        swap(index, least);
        index = least;
      }
    },
  };
}
