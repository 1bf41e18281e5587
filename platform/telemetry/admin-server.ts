import { createServer } from 'node:http';
import { closeServer, listen } from '../http/listen.ts';
import type { Part, Phase } from '../lifecycle/run-process.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/**
 * The admin port of a process, for those who operate it and nobody else:
 * - `GET /live`: 200 while the process answers at all; restarting is what helps when it doesn't.
 * - `GET /startup`: 200 once it has started.
 * - `GET /ready`: 200 while it should get work: from when it has started until it is told to stop, as long as no part of
 *   it objects; otherwise 503, and why.
 * - `GET /metrics`: Prometheus' text format.
 */
export async function startAdminServer(options: {
  port: number;
  host: string;
  metrics: Metrics;
  readiness: Readiness;
  phase: () => Phase;
}): Promise<Part & { readonly port: number }> {
  const { metrics, readiness, phase } = options;
  const server = createServer((request, response) => {
    const say = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    const fail = (error: unknown): void => say(500, `This could not be answered: ${error}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'Only GET is served.\n');
    switch (request.url?.split('?')[0]) {
      case '/live':
        return say(200, 'live\n');
      case '/startup':
        return phase() === 'starting' ? say(503, 'starting\n') : say(200, 'started\n');
      case '/ready':
        if (phase() !== 'ready') return say(503, `${phase()}\n`);
        readiness.objections().then((objections) => {
          if (objections.length === 0) say(200, 'ready\n');
          else say(503, `${objections.join('\n')}\n`);
        }, fail);
        return;
      case '/metrics':
        metrics.print().then((text) => say(200, text, metrics.contentType), fail);
        return;
      default:
        return say(404, 'There is /live, /ready, /startup and /metrics.\n');
    }
  });
  const port = await listen(server, { port: options.port, host: options.host, setting: 'ADMIN_PORT' });
  return { name: 'admin port', port, close: () => closeServer(server) };
}
