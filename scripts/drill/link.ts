import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as later } from 'node:timers';

/** What is wrong with a link: nothing; every byte late; connections reset and refused; or open and silent. */
export type LinkFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silent' };

/** A way from one process to another that can be made bad. */
export interface Way {
  /** Holds for open connections too. What a silent link held back goes on its way when the link is well again. */
  set(fault: LinkFault): void;
  close(): Promise<void>;
}

/** A way that leads to one port. */
export interface Link extends Way {
  /** Where the process that calls is to connect to, on 127.0.0.1. */
  readonly port: number;
}

/** Links that are bad together, as those to a cluster's members. */
export function joinLinks(links: readonly Link[]): Way {
  return {
    set(fault) {
      for (const link of links) link.set(fault);
    },
    close: async () => void (await Promise.all(links.map((link) => link.close()))),
  };
}

/** Opens a TCP link that leads to `target` on 127.0.0.1. */
export async function openLink(target: number): Promise<Link> {
  let fault: LinkFault = { kind: 'none' };
  const pairs = new Set<readonly [Socket, Socket]>();

  const carry = (from: Socket, to: Socket): void => {
    const afterDelay = (act: () => void): void => {
      if (fault.kind === 'slow') later(act, fault.delayMs);
      else act();
    };
    from.on('data', (chunk) => {
      afterDelay(() => {
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once('drain', () => fault.kind !== 'silent' && from.resume());
      });
    });
    from.on('end', () => afterDelay(() => to.end()));
    // A reset is passed on as one; whoever closed in order has said 'end' before.
    from.on('error', () => to.resetAndDestroy());
  };

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (fault.kind === 'cut') return void near.resetAndDestroy();
    const far = dial({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.once('close', () => pairs.delete(pair));
      if (fault.kind === 'silent') socket.pause();
    }
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as { port: number }).port,
    set(next) {
      fault = next;
      for (const pair of pairs)
        for (const socket of pair) {
          if (next.kind === 'cut') socket.resetAndDestroy();
          else if (next.kind === 'silent') socket.pause();
          else socket.resume();
        }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await closed;
    },
  };
}
