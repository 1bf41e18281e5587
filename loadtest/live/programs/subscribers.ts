import { type Subscriber, subscribe } from '../subscribe.ts';

/** Sockets opened at a time: more would wait for the router longer than its time-out for `connection_init`. */
const openAtOnce = 50;
/** Progress is told this often. */
const tellEvery = 500;

/** What it is told: `connect`, then `expect` before each measurement. */
export interface SubscribersOrder {
  readonly connect?: { readonly url: string; readonly tokens: readonly (string | null)[]; readonly query: string };
  /** To tell `received` when so many events more have come. */
  readonly expect?: number;
  readonly disconnect?: true;
}

let open: Subscriber[] = [];
let received = 0;
let expected = Number.POSITIVE_INFINITY;
let sample: string | undefined;

function onEvent(text: string): void {
  sample ??= text;
  if (++received === expected) process.send?.({ received, sample });
}

async function connect({ url, tokens, query }: NonNullable<SubscribersOrder['connect']>): Promise<void> {
  let at = 0;
  const openSome = async (): Promise<void> => {
    while (at < tokens.length) {
      const token = tokens[at++] ?? undefined;
      open.push(await subscribe({ url, token, query, onEvent }));
      if (open.length % tellEvery === 0) process.send?.({ opened: open.length });
    }
  };
  await Promise.all(Array.from({ length: openAtOnce }, openSome));
}

process.on('message', ({ connect: wanted, expect, disconnect }: SubscribersOrder) => {
  if (wanted)
    connect(wanted).then(
      () => process.send?.({ connected: open.length }),
      (error: Error) => process.send?.({ refused: error.message }),
    );
  if (expect !== undefined) {
    received = 0;
    expected = expect;
    process.send?.({ expecting: expect });
  }
  if (disconnect) {
    for (const one of open) one.close();
    open = [];
    process.send?.({ disconnected: true });
  }
});
process.on('SIGTERM', () => process.exit());
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
