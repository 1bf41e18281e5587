import { type RunningProgram, startProgram } from './program.ts';
import type { SubscribersOrder } from './programs/subscribers.ts';

/** Many subscribers, in processes of their own. */
export interface Subscribers {
  readonly count: number;
  /** Resolves, with one of the messages, when all of them together have received so many; call it before the events. */
  expect(each: number): Promise<{ received: Promise<string> }>;
  close(): Promise<void>;
}

/** A process with more sockets would be the bottleneck, or reach its limit of open files first. */
const perProcess = 4_000;

/** Opens a subscription for each token; a null token is a plain WebSocket. `tell` hears of progress. */
export async function openSubscribers(
  options: { url: string; tokens: readonly (string | null)[]; query: string },
  tell: (opened: number) => void = () => {},
): Promise<Subscribers> {
  const { url, tokens, query } = options;
  const programs: { program: RunningProgram; count: number }[] = [];
  const close = async (): Promise<void> => void (await Promise.all(programs.map(({ program }) => program.stop())));
  try {
    let opened = 0;
    for (let from = 0; from < tokens.length; from += perProcess) {
      const part = tokens.slice(from, from + perProcess);
      const program = await startProgram('loadtest/live/programs/subscribers.ts');
      programs.push({ program, count: part.length });
      const before = opened;
      const connected = program.next((message: { connected?: number; refused?: string; opened?: number }) => {
        if (message.opened) tell(before + message.opened);
        return message.connected ?? message.refused;
      });
      program.send({ connect: { url, tokens: part, query } } satisfies SubscribersOrder);
      const outcome = await connected;
      if (typeof outcome === 'string') throw new Error(outcome);
      opened += outcome;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    count: tokens.length,
    async expect(each) {
      const received = Promise.all(
        programs.map(({ program }) =>
          program.next((message: { received?: number; sample?: string }) => message.received && message.sample),
        ),
      ).then((samples) => samples[0] as string);
      await Promise.all(
        programs.map(async ({ program, count }) => {
          const expecting = program.next((message: { expecting?: number }) => message.expecting);
          program.send({ expect: each * count } satisfies SubscribersOrder);
          await expecting;
        }),
      );
      return { received };
    },
    close,
  };
}
