import type { Arrivals } from '../scenarios/scenario.ts';

/** A k6 executor that starts iterations by the clock, whatever became of those before: k6's open models. */
export type Executor = {
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
  readonly timeUnit: '1s';
} & (
  | { readonly executor: 'constant-arrival-rate'; readonly rate: number; readonly duration: string }
  | {
      readonly executor: 'ramping-arrival-rate';
      readonly startRate: number;
      readonly stages: { readonly target: number; readonly duration: string }[];
    }
);

/** The scenario's arrivals for k6, whose gaps are even where ours are exponential. */
export function executorOf(
  arrivals: Arrivals,
  { rate, durationSeconds, users }: { rate: number; durationSeconds: number; users: number },
): Executor {
  // While an answer is late, more of them are wanted at once; past this k6 counts dropped iterations.
  const vus = { preAllocatedVUs: users, maxVUs: users * 2, timeUnit: '1s' } as const;
  if (arrivals.shape === 'steady')
    return { ...vus, executor: 'constant-arrival-rate', rate, duration: `${durationSeconds}s` };
  const { everySeconds, forSeconds, times } = arrivals;
  const stages: { target: number; duration: string }[] = [];
  const stay = (target: number, seconds: number) => {
    if (seconds <= 0) return;
    // A stage of no length is a jump.
    stages.push({ target, duration: '0s' }, { target, duration: `${seconds}s` });
  };
  for (let at = 0; at < durationSeconds; at += everySeconds) {
    stay(rate, Math.min(everySeconds - forSeconds, durationSeconds - at));
    stay(rate * times, Math.min(forSeconds, durationSeconds - at - (everySeconds - forSeconds)));
  }
  return { ...vus, executor: 'ramping-arrival-rate', startRate: rate, stages };
}
