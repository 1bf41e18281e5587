import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from '../telemetry/logger.ts';

/** Writes an error as an answer has it. `error` is what was thrown. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

const internalCode = 'INTERNAL_SERVER_ERROR';

/** What has no code of its own is a fault of ours: it is logged, and the client learns nothing of it. */
export function createFormatError(logger: Logger): FormatError {
  return (formatted, error) => {
    const code = formatted.extensions?.code;
    if (code !== internalCode) return formatted;
    logger.error({ err: error }, 'a resolver failed');
    return { message: 'Internal error.', path: formatted.path, extensions: { code } };
  };
}

/** A field's error as Apollo Server hands it to `formatError`: with a code in any case. */
export function toFormattedError(error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: { ...error.extensions, code: error.extensions.code ?? internalCode } };
}
