import type { DocumentNode, GraphQLNamedType } from 'graphql';
import type { Identity } from '../../platform/identity/identity.ts';
import { RequestError } from '../admit/request-error.ts';
import type { Answer, AnswerError, Graph } from '../execute/port.ts';
import type { ParsedOperation } from '../parse/document-store.ts';
import { filterDocument, walkFields } from './filter-document.ts';
import { createRequirements, type Policies } from './requirements.ts';
import { restoreRefused } from './restore-refused.ts';

export interface AuthorisationConfig {
  /** `filter`: what the caller may not see is null with an error each. `reject`: the whole operation is refused. */
  readonly unauthorised: 'filter' | 'reject';
  readonly policies: Policies;
}

/** What is left of an operation for a caller who may not see all of it. */
export interface Filtered {
  /** Names the fields that were taken out; part of the filtered document's id. */
  readonly key: string;
  /** The document without them; null where nothing of its root is left, so that nothing needs to run. */
  readonly document: DocumentNode | null;
  /** Puts their nulls and errors into an answer of the filtered document. */
  restore(answer: Answer, variables: Readonly<Record<string, unknown>>): Answer;
}

export interface Authorisation {
  /** Null where the caller may see the whole operation. Throws a RequestError where it is refused as a whole. */
  filter(operation: ParsedOperation, identity: Identity): Filtered | null;
}

/** What is known of one operation: which requirements it meets on its way, and what was filtered for whom. */
interface Facts {
  readonly requirements: readonly number[];
  /** By the requirements that weren't met; there are few of them, so few variants. */
  readonly filtered: Map<string, Filtered>;
}

/** Variants of one operation that are kept; more than 2^4 means a schema with many scopes, and they are cheap to make anew. */
const variantsMax = 16;

/** Enforces one graph's @authenticated, @requiresScopes and @policy before anything is planned. */
export function createAuthorisation(graph: Graph, config: AuthorisationConfig): Authorisation {
  const schema = graph.supergraphSchema;
  const requirements = createRequirements(schema, config.policies);
  const known = new WeakMap<ParsedOperation, Facts>();

  const factsOf = (operation: ParsedOperation): Facts => {
    let facts = known.get(operation);
    if (!facts) {
      const needed = new Set<number>();
      walkFields(operation, schema, (type, field) => {
        for (const index of requirements.ofField(type, field.name.value)) needed.add(index);
      });
      facts = { requirements: [...needed].sort((a, b) => a - b), filtered: new Map() };
      known.set(operation, facts);
    }
    return facts;
  };

  return {
    filter(operation, identity) {
      const facts = factsOf(operation);
      if (facts.requirements.length === 0) return null;
      const unmet = facts.requirements.filter((index) => !requirements.meets(identity, index));
      if (unmet.length === 0) return null;
      const code = identity.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      const isRefused = (type: GraphQLNamedType, field: string): boolean =>
        requirements.ofField(type, field).some((index) => unmet.includes(index));
      if (config.unauthorised === 'reject') throw rejection(code, refusedFields(operation, isRefused));
      const key = `${code}:${unmet.join(',')}`;
      let filtered = facts.filtered.get(key);
      if (!filtered) {
        filtered = {
          key,
          document: filterDocument(operation, schema, isRefused),
          restore: (answer, variables) =>
            restoreRefused(answer, operation, schema, isRefused, variables, (path) => fieldError(code, path)),
        };
        if (facts.filtered.size >= variantsMax) facts.filtered.clear();
        facts.filtered.set(key, filtered);
      }
      // A subscription whose field is refused would never deliver anything.
      if (operation.kind === 'subscription' && filtered.document === null)
        throw rejection(code, refusedFields(operation, isRefused));
      return filtered;
    },
  };

  function refusedFields(operation: ParsedOperation, isRefused: (type: GraphQLNamedType, field: string) => boolean) {
    const fields: string[] = [];
    walkFields(operation, schema, (type, field) => {
      if (isRefused(type, field.name.value)) fields.push(`${type.name}.${field.name.value}`);
    });
    return [...new Set(fields)];
  }
}

const messages = {
  UNAUTHENTICATED: 'Sign in to see this.',
  FORBIDDEN: 'This account may not see this.',
} as const;

function fieldError(code: keyof typeof messages, path: readonly (string | number)[]): AnswerError {
  return { message: messages[code], path, extensions: { code } };
}

/** One error for each coordinate that is refused. */
function rejection(code: keyof typeof messages, coordinates: readonly string[]): RequestError {
  const [first, ...rest] = coordinates.map((coordinate) => ({
    message: messages[code],
    extensions: { code, coordinate },
  }));
  return new RequestError({ status: code === 'UNAUTHENTICATED' ? 401 : 403 }, first!, ...rest);
}
