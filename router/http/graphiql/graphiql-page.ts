import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

/** GraphiQL as the router serves it: one page, one script, one style sheet, nothing from elsewhere. */
export interface GraphiqlPage {
  sendPage(request: IncomingMessage, response: ServerResponse): void;
  /** Sends the script or the style sheet. False where the path is neither. */
  sendAsset(request: IncomingMessage, response: ServerResponse, pathname: string): boolean;
}

/** Where `scripts/generate/graphiql.mjs` puts the bundle. */
const bundleFolder = join(import.meta.dirname, 'dist');

const hostPattern = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i;

/**
 * Loads the bundle. Returns null where it was never built (an install without development dependencies): the router
 * serves without it then.
 */
export function loadGraphiqlPage(path: string, folder = bundleFolder): GraphiqlPage | null {
  const script = load(folder, 'graphiql.js', 'text/javascript; charset=utf-8');
  const style = load(folder, 'graphiql.css', 'text/css; charset=utf-8');
  if (!script || !style) return null;
  const assets = new Map([
    [`${path}/graphiql.js`, script],
    [`${path}/graphiql.css`, style],
  ]);
  return {
    sendPage(request, response) {
      const nonce = randomBytes(16).toString('base64');
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(request, nonce),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
        vary: 'accept',
      });
      response.end(pageHtml(path, script.hash, style.hash, nonce));
    },
    sendAsset(request, response, pathname) {
      const asset = assets.get(pathname);
      if (!asset || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      response.writeHead(200, {
        'content-type': asset.type,
        'content-length': asset.bytes.length,
        'x-content-type-options': 'nosniff',
        // The page names them by their hash, so one that is cached is never an old one.
        'cache-control': 'public, max-age=31536000, immutable',
      });
      response.end(asset.bytes);
      return true;
    },
  };
}

/**
 * Everything from this origin. The style elements that the page's menus make as they open carry the nonce. `'self'`
 * doesn't cover WebSockets in every browser, so the host is named.
 */
function contentSecurityPolicy(request: IncomingMessage, nonce: string): string {
  const host = request.headers.host ?? '';
  const sockets = hostPattern.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self' data:",
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function pageHtml(path: string, scriptHash: string, styleHash: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>GraphiQL</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${path}/graphiql.css?${styleHash}">
  </head>
  <body>
    <div id="graphiql" data-path="${path}">Loading…</div>
    <script type="module" nonce="${nonce}" src="${path}/graphiql.js?${scriptHash}"></script>
  </body>
</html>
`;
}

function load(folder: string, name: string, type: string): { bytes: Buffer; type: string; hash: string } | null {
  try {
    const bytes = readFileSync(join(folder, name));
    return { bytes, type, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
  } catch {
    return null;
  }
}
