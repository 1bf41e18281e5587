/** The kinds of answers the router can give on its path. */
export type AnswerKind = 'graphql-response' | 'json' | 'html' | 'event-stream';

const kindByType: Readonly<Record<string, AnswerKind>> = {
  'application/graphql-response+json': 'graphql-response',
  'application/json': 'json',
  'text/html': 'html',
  'text/event-stream': 'event-stream',
  // A client that doesn't mind gets what every client understands.
  'application/*': 'json',
  '*/*': 'json',
};

/** Accept headers that are remembered; a product's clients send a handful, and anybody can invent more. */
const knownMax = 200;

/**
 * Reads an Accept header (RFC 9110, 12.5.1): the kind with the highest quality, the first of equals. `null` where the
 * client takes nothing that is offered.
 */
export function createNegotiate(): (accept: string | undefined, offered: ReadonlySet<AnswerKind>) => AnswerKind | null {
  const known = new Map<string, readonly AnswerKind[]>();
  return (accept, offered) => {
    if (accept === undefined || accept === '') return 'json';
    let wanted = known.get(accept);
    if (!wanted) {
      wanted = rank(accept);
      if (known.size >= knownMax) known.clear();
      known.set(accept, wanted);
    }
    return wanted.find((kind) => offered.has(kind)) ?? null;
  };
}

function rank(accept: string): AnswerKind[] {
  const ranges = accept.split(',').flatMap((range, index) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const kind = Object.hasOwn(kindByType, type) ? kindByType[type] : undefined;
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return kind && quality > 0 ? [{ kind, quality, index }] : [];
  });
  return ranges.sort((a, b) => b.quality - a.quality || a.index - b.index).map(({ kind }) => kind);
}
