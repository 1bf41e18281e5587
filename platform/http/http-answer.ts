import type { ServerResponse } from 'node:http';

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

/** Sends an answer in one piece; where another was begun already, the connection is all that can be ended. */
export function sendAnswer(response: ServerResponse, { status, headers, text }: HttpAnswer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // With its length known, head and body leave in one packet and not in chunks.
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendAnswer(response, { status, headers: jsonHeaders, text: JSON.stringify(body) });
}
