import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { isDatabaseUnavailable } from '../postgres/unavailable.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Writes an error as an answer has it. `error` is what was thrown. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

const internalCode = 'INTERNAL_SERVER_ERROR';
/** A part that an answer needs is away: the same request may succeed later. */
const unavailableCode = 'SERVICE_UNAVAILABLE';

/**
 * What has no code of its own is a fault of ours: it is logged, and the client learns nothing of it, but for one thing: that
 * the database is away, and that the same may go well when it is asked again.
 */
export function createFormatError(logger: Logger): FormatError {
  return (formatted, error) => {
    const code = formatted.extensions?.code;
    if (code !== internalCode) return formatted;
    const { path } = formatted;
    if (isDatabaseUnavailable(error)) {
      logger.warn({ reason: messageOf(error) }, 'a resolver failed: the database is away');
      return { message: 'Not available for the moment: try again.', path, extensions: { code: unavailableCode } };
    }
    logger.error({ err: error }, 'a resolver failed');
    return { message: 'Internal error.', path, extensions: { code } };
  };
}

/** A field's error as Apollo Server hands it to `formatError`: with a code in any case. */
export function toFormattedError(error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: { ...error.extensions, code: error.extensions.code ?? internalCode } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
