/** The time for which a member's partitions are its own: from when the group was shared out until it is anew. */
export interface Tenure {
  /** What handlers of batches that are fetched now go by: aborted when the partitions may be another's. */
  current(): AbortController;
  /** The group was shared out anew. */
  begin(): void;
  /** The group answered a heartbeat. */
  heard(): void;
  /** The partitions may be another's. */
  end(error?: unknown): void;
  /** Ends `held` when nothing was heard of the group for `afterMs`: not because the group said so. */
  lapse(held: AbortController, afterMs: number): void;
  /** For how long nothing was heard of the group, in milliseconds. */
  unheardMs(): number;
}

export function createTenure(): Tenure {
  let controller = new AbortController();
  let lastHeardMs = performance.now();
  /** It was given up because nothing was heard of the group. */
  let lapsed = false;
  const unheardMs = (): number => performance.now() - lastHeardMs;

  return {
    current: () => controller,
    begin() {
      lastHeardMs = performance.now();
      lapsed = false;
      controller.abort();
      controller = new AbortController();
    },
    heard() {
      lastHeardMs = performance.now();
      if (!lapsed) return;
      // The group never missed this member: it has its partitions still, and goes on.
      lapsed = false;
      controller = new AbortController();
    },
    end: (error) => controller.abort(error),
    lapse(held, afterMs) {
      if (unheardMs() <= afterMs || held.signal.aborted) return;
      lapsed = true;
      held.abort(new Error('no heartbeat for a session'));
    },
    unheardMs,
  };
}
