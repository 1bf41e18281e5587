import type { Writable } from 'node:stream';

/** Tells a person how far something is: neat on a terminal, plain lines elsewhere, one where a step begins and one where it ends. */
export interface Progress {
  /** Runs one step and says how long it took. `update` tells how far the step is. */
  step<Result>(title: string, run: (update: Update) => Promise<Result>): Promise<Result>;
  /** A line of its own. */
  say(line: string): void;
  /** Seconds since the beginning. */
  elapsed(): string;
}

/** `share` (0 to 1) draws a bar; `detail` says what is being done. */
export type Update = (state: { share?: number; detail?: string }) => void;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const barWidth = 24;
/** Without a terminal a long step says how far it is at every tenth, and not more often than this. */
const plainShareStep = 0.1;
const plainEveryMs = 2_000;

export function createProgress(output: Writable & { isTTY?: boolean; columns?: number }, now = Date.now): Progress {
  const beganAt = now();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const elapsed = () => seconds(now() - beganAt);
  const isTerminal = output.isTTY === true;
  let current: (() => string) | undefined;
  let frame = 0;

  const clear = () => isTerminal && output.write('\r\u001b[2K');
  const draw = () => {
    if (!isTerminal || !current) return;
    clear();
    output.write(`  ${frames[frame++ % frames.length]} ${current()}`.slice(0, (output.columns ?? 80) - 1));
  };
  const say = (line: string) => {
    clear();
    output.write(`${line}\n`);
    draw();
  };

  return {
    elapsed,
    say,
    async step(title, run) {
      const stepBeganAt = now();
      let state: { share?: number; detail?: string } = {};
      let toldShare = 0;
      let toldAt = stepBeganAt;
      const describe = () => {
        const bar = state.share === undefined ? '' : ` ${drawBar(state.share)}`;
        return `${title}${bar}${state.detail ? ` ${state.detail}` : ''}`;
      };
      const timer = isTerminal ? setInterval(draw, frameMs) : undefined;
      current = describe;
      // A step may take a minute: whoever reads the lines knows what is being waited for.
      if (!isTerminal) output.write(`  … ${title}\n`);
      draw();
      const finish = (mark: string) => {
        clearInterval(timer);
        current = undefined;
        const told = `${title}${state.detail ? `: ${state.detail}` : ''}`;
        say(`  ${mark} ${told.padEnd(58)} ${seconds(now() - stepBeganAt).padStart(8)}`);
      };
      try {
        const result = await run((next) => {
          state = { ...state, ...next };
          if (isTerminal || state.share === undefined || state.share < toldShare + plainShareStep) return;
          if (now() - toldAt < plainEveryMs) return;
          toldShare = state.share;
          toldAt = now();
          if (toldShare < 1) output.write(`    ${describe()}\n`);
        });
        finish('✓');
        return result;
      } catch (error) {
        finish('✗');
        throw error;
      }
    },
  };
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)
    .toString()
    .padStart(3)}%`;
}
