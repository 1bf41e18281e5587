import type { Command } from '../../scripts/start/run-command.ts';
import type { Town } from '../scenarios/virtual-user.ts';
import { createGraphClient, type GraphClient } from './graph-client.ts';
import { readOperationTexts } from './operation-texts.ts';
import type { RunOptions } from './options.ts';
import { meetPeople, type Person, signInPeople } from './people.ts';

/** Who takes part in a test, and over which connections. */
export interface Participants {
  readonly client: GraphClient;
  readonly texts: ReadonlyMap<string, string>;
  /** Signed in; the most visited person first. */
  readonly people: readonly Person[];
  readonly town: Town;
  /** Is told when a session was renewed. */
  onRenewal(listener: (renewal: { sentMs: number; error?: string }) => void): void;
}

/** Looks who there is, and signs so many of them in. */
export async function gatherParticipants(
  options: Pick<RunOptions, 'users' | 'connections'>,
  url: string,
  { stack, progress, signal }: Pick<Command, 'signal' | 'progress' | 'stack'>,
): Promise<Participants> {
  const texts = readOperationTexts();
  const client = createGraphClient({ url, connections: options.connections, texts, now: () => performance.now() });
  stack.add('connections', () => client.close());
  const { people: townspeople, town } = await meetPeople(client, options.users, signal);
  let listener: (renewal: { sentMs: number; error?: string }) => void = () => {};
  const people = await progress.step('Signing people in', (update) =>
    signInPeople({
      client,
      people: townspeople,
      celebrity: town.celebrity,
      count: Math.min(options.users, townspeople.length),
      signal,
      onSignedIn: (count) => update({ detail: `(${count})` }),
      onRenewal: (renewal) => listener(renewal),
    }),
  );
  return {
    client,
    texts,
    people,
    town,
    onRenewal: (next) => {
      listener = next;
    },
  };
}
