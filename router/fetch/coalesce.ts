import { SubgraphFailure, type SubgraphReply, type SubgraphRequest, type SubgraphTransport } from './transport.ts';

/** Headers that tell requests of one caller apart without changing their answers: those of tracing (W3C). */
const traceHeaders = new Set(['traceparent', 'tracestate', 'baggage']);

/** A request under way and how many still wait for it. */
interface Shared {
  readonly scope: string;
  readonly reply: Promise<SubgraphReply>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Sends identical reads that are under way at the same moment once. Two requests are identical when they go to the same
 * subgraph, are queries, and have the same body, the same scope (so never two identities; what is public has a scope of
 * its own) and the same headers but for tracing. Whoever gives up leaves the others' answer alone; when all have, the
 * request is given up. After a mutation nobody of its scope joins a read that began before: who wrote reads what they wrote;
 * and what the entity cache keeps joins no read that began before something of it was dropped.
 */
export function coalesce(transport: SubgraphTransport): SubgraphTransport {
  const underWay = new Map<string, Shared>();

  const share = (key: string, request: SubgraphRequest): Shared => {
    const controller = new AbortController();
    const reply = transport.send({ ...request, signal: controller.signal });
    const shared: Shared = { scope: request.scope, reply, controller, waiting: 0 };
    underWay.set(key, shared);
    const forget = (): void => {
      if (underWay.get(key) === shared) underWay.delete(key);
    };
    reply.then(forget, forget);
    return shared;
  };

  const forgetScope = (scope: string): void => {
    for (const [key, shared] of underWay) if (shared.scope === scope) underWay.delete(key);
  };

  return {
    send: (request) => {
      if (request.signal.aborted) return transport.send(request);
      if (!request.idempotent) return transport.send(request).finally(() => forgetScope(request.scope));
      const key = keyOf(request);
      const shared = underWay.get(key) ?? share(key, request);
      shared.waiting++;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          shared.waiting--;
          if (shared.waiting === 0) {
            // Nobody may join a request that is being given up.
            if (underWay.get(key) === shared) underWay.delete(key);
            shared.controller.abort();
          }
          reject(new SubgraphFailure('REQUEST_ABORTED', 'The request was given up.'));
        };
        request.signal.addEventListener('abort', onAbort);
        shared.reply.then(resolve, reject).finally(() => request.signal.removeEventListener('abort', onAbort));
      });
    },
    close: () => transport.close(),
  };
}

function keyOf({ scope, headers, body, epoch }: SubgraphRequest): string {
  const names = Object.keys(headers).filter((name) => !traceHeaders.has(name.toLowerCase()));
  return JSON.stringify([scope, names.sort().map((name) => [name, headers[name]]), body, epoch?.()]);
}
