import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { Backoff, type BackoffOptions, defaultBackoff } from './backoff.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { type Operation, textOf } from './documents.ts';
import { LiveError, type Result } from './messages.ts';
import { type LiveSubscription, Subscription, type SubscriptionOptions } from './subscription.ts';

export interface LiveClientOptions extends ConnectionOptions {
  readonly backoff?: Partial<BackoffOptions>;
}

/** The live client: typed operations over one socket that loses nothing (docs/live.md). For browsers and Node. */
export interface LiveClient {
  /**
   * Subscribes, from now on or after a cursor. The iterator ends with a LiveError where coming back can't help (the
   * operation is not valid, the account is restricted); everything else it comes back from by itself.
   */
  subscribe<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
    options?: SubscriptionOptions,
  ): LiveSubscription<Data>;
  /**
   * Asks a query over the socket. `cursorOf` names a Subscription field: the answer's `cursor` is the position that it is
   * as fresh as. A lost connection is made again and the query asked again. Throws a LiveError where there is no data
   * at all; errors beside data are in `errors`.
   */
  query<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables?: Variables,
    options?: { readonly cursorOf?: string },
  ): Promise<{ data: Data; errors: NonNullable<Result<Data>['errors']>; cursor: string | null }>;
  /** Ends all subscriptions and the connection. */
  close(): Promise<void>;
}

export function createLiveClient(options: LiveClientOptions): LiveClient {
  const connection = new Connection(options);
  const backoff = new Backoff({ ...defaultBackoff, ...options.backoff });
  const open = new Set<Subscription<unknown>>();
  const closing = new AbortController();

  return {
    subscribe<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables?: Variables,
      subscriptionOptions?: SubscriptionOptions,
    ): LiveSubscription<Data> {
      const request = { ...textOf(operation as Operation<never, never>), variables: variables as never };
      const subscription = new Subscription<Data>(
        { connection, backoff, onEnd: () => open.delete(subscription as Subscription<unknown>) },
        request,
        subscriptionOptions,
      );
      open.add(subscription as Subscription<unknown>);
      return subscription;
    },

    async query<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables?: Variables,
      { cursorOf }: { readonly cursorOf?: string } = {},
    ) {
      const payload = {
        ...textOf(operation as Operation<never, never>),
        variables: variables as Record<string, unknown> | undefined,
        extensions: cursorOf === undefined ? undefined : { cursor: cursorOf },
      };
      while (!closing.signal.aborted) {
        const result = await ask<Data>(connection, payload);
        if (result) {
          backoff.succeeded();
          return readAnswer(result);
        }
        await backoff.wait(closing.signal);
      }
      throw new LiveError('CLOSED', 'The client was closed.');
    },

    async close() {
      closing.abort();
      for (const subscription of open) subscription.close();
      await connection.close();
    },
  };
}

/** One try of a query; null where the connection was lost and another try may help. */
function ask<Data>(connection: Connection, payload: SubscribePayload): Promise<Result<Data> | null> {
  return new Promise((resolve, reject) => {
    let result: Result<Data> | null = null;
    connection.client.subscribe<Data>(payload, {
      next: (value) => {
        result = value as Result<Data>;
      },
      error: (cause) => {
        const error = Array.isArray(cause) ? errorOf(cause) : connection.finalErrorOf(cause);
        if (error) reject(error);
        else resolve(null);
      },
      complete: () => resolve(result),
    });
  });
}

function readAnswer<Data>({ data, errors = [], extensions }: Result<Data>) {
  if (data === null || data === undefined) throw errorOf(errors);
  return { data: data as Data, errors, cursor: typeof extensions?.cursor === 'string' ? extensions.cursor : null };
}

function errorOf(errors: readonly GraphQLFormattedError[]): LiveError {
  const [first] = errors;
  return new LiveError(String(first?.extensions?.code ?? 'UNKNOWN'), first?.message ?? 'No data.', { errors });
}
