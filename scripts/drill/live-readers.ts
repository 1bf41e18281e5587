import WebSocket from 'ws';
import { createLiveClient } from '../../client/live/live-client.ts';
import { pause } from '../../platform/log/backoff.ts';
import type { Person } from './people.ts';

/** Somebody who listens to visits with the product's own live client, through whatever happens. */
export interface LiveReader {
  readonly person: Person;
  /** The visits it was shown, in order, and when, by `performance.now()`. */
  readonly seen: readonly { readonly key: string; readonly id: string; readonly at: number }[];
  /** How often its connection was lost, and notices that something may be missing. */
  readonly lost: () => number;
  readonly gaps: () => number;
  /** Why it ended for good, where it did. */
  readonly failure: () => string | undefined;
  close(): Promise<void>;
}

/** Resolves once the listener has its place in the log. */
export async function openLiveReader(url: string, person: Person): Promise<LiveReader> {
  const seen: { key: string; id: string; at: number }[] = [];
  let lost = 0;
  let gaps = 0;
  let failure: string | undefined;
  const client = createLiveClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    token: () => person.token,
    onConnection: ({ open }) => {
      if (!open) lost++;
    },
  });
  const subscription = client.subscribe<{ profileVisited: { id: string } }, never>(
    'subscription { profileVisited { id at visitor { id name } } }',
  );
  const reading = (async () => {
    for await (const message of subscription) {
      if (message.kind === 'gap') gaps++;
      else if (message.data) seen.push({ key: person.id, id: message.data.profileVisited.id, at: performance.now() });
    }
  })().catch((error: Error) => {
    failure = error.message;
  });
  while (subscription.cursor === null && failure === undefined) await pause(20);
  return {
    person,
    seen,
    lost: () => lost,
    gaps: () => gaps,
    failure: () => failure,
    async close() {
      subscription.close();
      await client.close();
      await reading;
    },
  };
}
