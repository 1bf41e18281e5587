/**
 * Holds those back who write to a client faster than it takes. A transport asks `wait` after each write and tells
 * `moved` whenever something went out.
 */
export class BackPressure {
  readonly #bytesMax: number;
  readonly #buffered: () => number;
  readonly #waiting: (() => void)[] = [];
  #movedMs: number | undefined;

  /** `buffered` says how many bytes were written and not taken yet. */
  constructor(bytesMax: number, buffered: () => number) {
    this.#bytesMax = bytesMax;
    this.#buffered = buffered;
  }

  /** A promise where more than `bytesMax` lie there: it resolves when half of that is gone, or on `release`. */
  wait(): Promise<void> | undefined {
    if (this.#buffered() <= this.#bytesMax) return undefined;
    this.#movedMs ??= Date.now();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  moved(): void {
    if (this.#movedMs === undefined) return;
    this.#movedMs = Date.now();
    if (this.#buffered() <= this.#bytesMax / 2) this.release();
  }

  release(): void {
    this.#movedMs = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** For how many milliseconds somebody has waited and nothing went out. */
  stalledMs(nowMs: number): number {
    return this.#movedMs === undefined ? 0 : nowMs - this.#movedMs;
  }
}
