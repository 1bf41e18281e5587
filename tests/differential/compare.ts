import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './run-both.ts';

/** Why an answer of ours may differ from the stock gateway's: each is a fault of the stock gateway's. */
export const reasons = {
  requiredArguments:
    'The planner tells selections of a field apart by response name alone: with @requires of a field with arguments, one ' +
    'of several arguments wins, or the subgraph refuses the request.',
  interfaceTypeName:
    'An @interfaceObject subgraph answers with the interface as __typename, which hides the object type that another ' +
    'subgraph named: fragments on it come back empty, objects asked for __typename null.',
  droppedErrors:
    'Where a subgraph reported any error, the stock gateway no longer reports values that are invalid (null where none ' +
    'is allowed, enum values that clients must not see).',
  errorPlaces:
    'The stock gateway counts places wrongly where some objects on the path have no representation, and leaves "@" and ' +
    '"_entities" in paths that name no entity.',
  unknownTypes:
    "The planner sends objects of a type that the subgraph doesn't have, when it joins the requirements of an interface " +
    'and of its types; the whole request fails.',
  forgottenType:
    "Inside a fragment on an interface the stock gateway forgets an object's type where its data has no __typename: " +
    'fragments on that very type in there come back empty.',
  silentNull:
    'An object whose type no subgraph could tell is null without an error in the stock gateway; the spec wants one.',
  emptySelections:
    'An object of which nothing is left to ask (all of it is skipped, or for other types) is not fetched by the stock ' +
    'gateway, and null where it is there and thus {}.',
  droppedMembers:
    'Where subgraphs share a field whose union has other members in each, the planner asks for the members that all have; ' +
    'the fields of others are null.',
  earlyRequired:
    'Where a field with @requires is itself required, and its subgraph is asked before, the planner asks for it there ' +
    'without what it requires. Its value is wrong, as is what others make of it. (Subgraphs tell that they were asked so.)',
  aliasedTypeName: 'Two subgraphs answer one shared field; an aliased __typename is then not the one of __typename.',
} as const;

export type Reason = keyof typeof reasons;

/** The difference between two answers: none, one with its reasons, or one that nothing explains. */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'explained'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'unexplained'; readonly differences: readonly string[] };

/** Which reasons can apply at all in a fixture. */
export interface Peculiarities {
  /** Fields that @requires names with arguments, and those that require them. */
  readonly argumentFields: readonly string[];
  /** Fields whose union has other members in each subgraph. */
  readonly unevenFields: readonly string[];
  readonly hasInterfaceObjects: boolean;
}

/** Compares data (with the places of nulls) and the places of errors. */
export function compareOutcomes(stock: Outcome, ours: Outcome, fixture: Peculiarities, text: string): Comparison {
  const names = (fields: readonly string[]) => fields.some((name) => new RegExp(`\\b${name}\\b`).test(text));
  const hasRequiredArguments = names(fixture.argumentFields);
  const hasUnevenUnions = names(fixture.unevenFields);
  const asksEarly = stock.untold.length > 0 && ours.untold.length === 0;
  const found = new Set<Reason>();
  const unexplained: string[] = [];
  const stockErrors = [...stock.errors, ...stock.completionErrors];
  const isRefused = stock.errors.some(({ message }) =>
    message.includes('conflict because they have differing arguments'),
  );
  const sendsUnknown = stock.errors.some(({ message }) => message.includes('no object or interface type of that name'));

  const explainData = (path: string, theirs: unknown, own: unknown): Reason | undefined => {
    if (isRefused) return 'requiredArguments';
    if (sendsUnknown && theirs === null) return 'unknownTypes';
    if (theirs === null && isHollow(own)) return 'emptySelections';
    if (theirs === null && hasUnevenUnions) return 'droppedMembers';
    const name = /([A-Za-z_]+?)\d*$/.exec(path)?.[1];
    if (hasRequiredArguments && theirs !== undefined) return 'requiredArguments';
    if (asksEarly && theirs !== undefined) return 'earlyRequired';
    if (fixture.hasInterfaceObjects && (theirs === undefined || (theirs === null && typeof own === 'object')))
      return 'interfaceTypeName';
    if (theirs === undefined) return 'forgottenType';
    if (name?.startsWith('kind_') || name?.startsWith('t_')) return 'aliasedTypeName';
    return undefined;
  };
  const compareData = (theirs: unknown, own: unknown, path: string): void => {
    if (isDeepStrictEqual(theirs, own)) return;
    if (isContainer(theirs) && isContainer(own) && Array.isArray(theirs) === Array.isArray(own)) {
      for (const key of new Set([...Object.keys(theirs), ...Object.keys(own)]))
        compareData(theirs[key], own[key], `${path}.${key}`);
      return;
    }
    const reason = explainData(path, theirs, own);
    if (reason) found.add(reason);
    else unexplained.push(`${path}: ${JSON.stringify(theirs)} there, ${JSON.stringify(own)} here`);
  };
  compareData(stock.data, ours.data, '');

  const ourErrors = [...ours.errors, ...ours.completionErrors];
  const extraOurs = without(ourErrors, stockErrors);
  const extraTheirs = without(stockErrors, ourErrors);
  for (const error of extraOurs) {
    const code = (error as { extensions?: { code?: string } }).extensions?.code;
    if (error.message.startsWith('The object type of this')) found.add('silentNull');
    else if (code === 'INVALID_RESPONSE' && stock.errors.length > 0) found.add('droppedErrors');
    else if (extraTheirs.some((other) => placeless(other) === placeless(error))) found.add('errorPlaces');
    else if (extraTheirs.some((other) => other.message === error.message)) found.add('errorPlaces');
    // What is asked for its type alone can fail.
    else if (valueAt(stock.data, error.path) === null && asksObject(error.path, text)) found.add('emptySelections');
    else if (found.size > 0 || isRefused || sendsUnknown) continue;
    // What is asked of more members can go wrong in more places.
    else if (hasUnevenUnions) found.add('droppedMembers');
    else if (asksEarly) found.add('earlyRequired');
    else unexplained.push(`only here: ${error.message} at ${JSON.stringify(error.path)}`);
  }
  for (const error of extraTheirs) {
    if (isRefused) found.add('requiredArguments');
    else if (sendsUnknown) found.add('unknownTypes');
    else if (extraOurs.some((other) => other.message === error.message)) found.add('errorPlaces');
    else if (found.size > 0) continue;
    else if (asksEarly) found.add('earlyRequired');
    else unexplained.push(`only there: ${error.message} at ${JSON.stringify(error.path)}`);
  }
  if (unexplained.length > 0) return { kind: 'unexplained', differences: unexplained };
  return found.size > 0 ? { kind: 'explained', reasons: [...found] } : { kind: 'same' };
}

type Errors = Outcome['errors'];

/** The errors that stand where the others have none. */
function without(errors: Errors, others: Errors): Errors {
  const places = new Set(others.map(({ path }) => JSON.stringify(path ?? null)));
  return errors.filter(({ path }) => !places.has(JSON.stringify(path ?? null)));
}

function placeless(error: Errors[number]): string {
  return `${error.message} ${(error.path ?? []).filter((step) => typeof step === 'string').join('.')}`;
}

function valueAt(data: unknown, path: Errors[number]['path'] = []): unknown {
  return path.reduce<unknown>((value, step) => (isContainer(value) ? value[step] : undefined), data);
}

/** Whether what stands at a path is an object by the text that asks for it, or a list of them. */
function asksObject(path: Errors[number]['path'] = [], text: string): boolean {
  const name = path.findLast((step) => typeof step === 'string');
  return new RegExp(`\\b${name}\\b(: *\\w+)?(\\([^)]*\\))?( @\\w+\\([^)]*\\))* *\\{`).test(text);
}

/** Whether there are only objects and lists in it, at least one, and no value. */
function isHollow(value: unknown): boolean {
  if (!isContainer(value)) return false;
  return Object.values(value).every((child) => child === null || isHollow(child));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
