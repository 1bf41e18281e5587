import { Agent, request } from 'node:http';

/** One GraphQL request as a client sends it. */
export interface ClientRequest {
  readonly token: string;
  readonly body: string;
}

/** Sends one request and returns the answer's text. */
export function send(port: number, path: string, { token, body }: ClientRequest, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends so many requests, keeps so many of them under way, and resolves when all have been answered. */
export async function drive(options: {
  port: number;
  path: string;
  concurrency: number;
  requests: number;
  next: () => ClientRequest;
}): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  let left = options.requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const text = await send(options.port, options.path, options.next(), agent);
      if (!text.includes('"data":') || text.includes('"errors":[') || text.includes('"userErrors":[{'))
        throw new Error(`An answer has errors: ${text.slice(0, 500)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, worker));
  } finally {
    agent.destroy();
  }
}
