import { GraphQLError } from 'graphql';
import { ClearError } from '../../platform/lifecycle/clear-error.ts';

/** A supergraph can't be read or isn't one. */
export class SupergraphError extends ClearError {
  override readonly name = 'SupergraphError';
}

/** Says in one sentence what is wrong with the supergraph in a file (null: one that was given as a text). */
export function supergraphError(error: unknown, file: string | null): SupergraphError {
  const what = file === null ? 'The supergraph' : `The supergraph ${file}`;
  const { message, code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new SupergraphError(`${what} isn't there: check the path.`);
  if (code !== undefined) return new SupergraphError(`${what} can't be read: ${message}`);
  const [place] = (error instanceof GraphQLError && error.locations) || [];
  const at = place ? ` (line ${place.line}, column ${place.column})` : '';
  const hint = /must be a core schema|supergraph specs/.test(message)
    ? " It has to be composed of subgraphs' schemas first: rover supergraph compose --config supergraph.yaml."
    : '';
  return new SupergraphError(`${what} can't be used: ${message}${at}${hint}`, { cause: error });
}
