// The page's script: GraphiQL with a fetcher that runs subscriptions over a WebSocket on the same path. Bundled by
// scripts/generate/graphiql.mjs.
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

// The name under which the menus' library looks for the page's nonce.
globalThis.__webpack_nonce__ = document.querySelector('script[nonce]').nonce;

const element = document.getElementById('graphiql');
const url = new URL(element.dataset.path, location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

const welcome = `# To sign in, put a token into the
# "Headers" editor below:
#
#   { "authorization": "Bearer …" }
#
# Subscriptions send it too.

{
  __typename
}
`;

/** GraphiQL hands over the operation and the headers of the editor; subscriptions get an async iterator back. */
function fetcher({ query, operationName, variables }, { headers = {} } = {}) {
  return isSubscription(query, operationName)
    ? subscribe({ query, operationName, variables }, headers)
    : send({ query, operationName, variables }, headers);
}

async function send(params, headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      'apollographql-client-name': 'graphiql',
      ...headers,
    },
    body: JSON.stringify(params),
  });
  return response.json();
}

async function* subscribe(params, headers) {
  // One socket a subscription: it ends with it, and a token changed in the editor is the next one's.
  const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const client = createClient({
    url: socketUrl.href,
    connectionParams: authorization ? { authorization } : {},
    retryAttempts: 0,
  });
  try {
    yield* client.iterate(params);
  } catch (error) {
    // A socket that was closed rejects with its CloseEvent.
    yield error instanceof CloseEvent
      ? { errors: [{ message: `The connection was closed: ${error.code} ${error.reason}` }] }
      : { errors: Array.isArray(error) ? error : [{ message: error.message }] };
  } finally {
    await client.dispose();
  }
}

function isSubscription(query, operationName) {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}

element.textContent = '';
createRoot(element).render(
  createElement(GraphiQL, { fetcher, defaultQuery: welcome, defaultEditorToolsVisibility: 'headers' }),
);
