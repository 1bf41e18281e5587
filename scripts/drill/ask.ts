/** What a client was answered: the data, if any, and one code for how it went (`OK`, an error's code, a socket's). */
export interface Answer {
  readonly code: string;
  readonly data: Record<string, never> | null;
}

/** A person waits about so long before trying again, in milliseconds. */
const patiencePresetMs = 10_000;

/** Asks the graph as a client would, and gives up after `patienceMs`. Never rejects. */
export async function ask(
  url: string,
  token: string | undefined,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  patienceMs = patiencePresetMs,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const { data = null, errors } = (await response.json()) as {
      data?: Answer['data'];
      errors?: { extensions?: { code?: string } }[];
    };
    return { code: errors ? (errors[0]?.extensions?.code ?? `HTTP ${response.status}`) : 'OK', data };
  } catch (error) {
    return { code: codeOf(error as Error & { cause?: { code?: string } }), data: null };
  }
}

function codeOf(error: Error & { cause?: { code?: string } }): string {
  if (error.name === 'TimeoutError') return 'no answer';
  return error.cause?.code ?? error.name;
}
