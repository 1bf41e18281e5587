import type { ServerResponse } from 'node:http';
import { sendText } from './send-text.ts';

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

const contentLength = 'content-length';

/** Sends an answer in one piece; where another was begun already, the connection is all that can be ended. */
export function sendAnswer(response: ServerResponse, { status, headers, text }: HttpAnswer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // With its length known, head and body leave in one packet and not in chunks.
  const bytes = Buffer.byteLength(text);
  // A list and no object: node:http then writes it as it stands.
  const fields = [contentLength, String(bytes)];
  for (const name in headers) if (name !== contentLength) fields.push(name, headers[name]!);
  response.writeHead(status, fields);
  sendText(response, text, bytes);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendAnswer(response, { status, headers: jsonHeaders, text: JSON.stringify(body) });
}
