import type { DrillOptions } from './options.ts';
import type { Stage } from './stage.ts';

/** One bad thing that can happen, one a file in `scenarios/`. */
export interface Scenario {
  readonly name: string;
  /** What is done, to whom, in a sentence without its end. */
  describe(options: DrillOptions): string;
  /** What the stage has to have for it; a drill that can't get it is skipped with the reason. */
  readonly needs: { readonly kafka?: true; readonly smallDisk?: true };
  /** Whether it is one of the few that every change is tried with. */
  readonly short: boolean;
  /** Does it. Resolves with what ends it, which is called after `options.seconds`; with null where it is over at once. */
  inject(stage: Stage, options: DrillOptions): Promise<(() => Promise<void>) | null>;
}
