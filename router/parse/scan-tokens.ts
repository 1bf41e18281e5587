import { Lexer, Source, TokenKind } from 'graphql';
import { type RequestError, refuse } from '../admit/request-error.ts';
import type { DocumentLimits } from './document-limits.ts';

/** A selection may hold arguments with objects and lists in them: that many brackets more than the depth allows. */
const bracketsBeyondDepth = 20;

/**
 * Reads a document's tokens before anything recursive does, and refuses what is too large or nested too deeply for the
 * parser's own stack. A syntax error is left to the parser, which words it better.
 */
export function scanTokens(text: string, limits: DocumentLimits): RequestError | null {
  const lexer = new Lexer(new Source(text));
  const nestingMax = limits.depthMax + bracketsBeyondDepth;
  let tokens = 0;
  let nesting = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      tokens++;
      if (tokens > limits.tokensMax)
        return refuse(400, 'TOKEN_LIMIT_EXCEEDED', `The document has more than ${limits.tokensMax} tokens.`);
      if (token.kind === TokenKind.BRACE_L || token.kind === TokenKind.BRACKET_L || token.kind === TokenKind.PAREN_L) {
        nesting++;
        if (nesting > nestingMax)
          return refuse(
            400,
            'DEPTH_LIMIT_EXCEEDED',
            `The document is nested more than ${limits.depthMax} levels deep.`,
          );
      } else if (
        token.kind === TokenKind.BRACE_R ||
        token.kind === TokenKind.BRACKET_R ||
        token.kind === TokenKind.PAREN_R
      ) {
        nesting--;
      }
    }
  } catch {
    return null;
  }
  return null;
}
