import { type GraphQLDirective, type GraphQLSchema, isRequiredArgument, isSpecifiedDirective } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';

/** Changes of the directives that a client can write into an operation. */
export function diffDirectives(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  const own = (schema: GraphQLSchema): GraphQLDirective[] =>
    schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive) && isForOperations(directive));
  const directives = compareNamed(own(before), own(after));
  return [
    ...directives.removed.map((directive) =>
      broken('DIRECTIVE_REMOVED', `@${directive.name}`, `Directive '@${directive.name}' was removed.`),
    ),
    ...directives.added.map(
      (directive): Change => ({
        kind: 'DIRECTIVE_ADDED',
        coordinate: `@${directive.name}`,
        severity: 'safe',
        message: `Directive '@${directive.name}' was added.`,
        touches: [],
      }),
    ),
    ...directives.kept.flatMap(([old, now]) => diffDirective(old, now)),
  ];
}

const isForOperations = (directive: GraphQLDirective): boolean =>
  directive.locations.some((location) => executable.has(location));

const executable = new Set<string>([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);

function diffDirective(old: GraphQLDirective, now: GraphQLDirective): Change[] {
  const at = `@${old.name}`;
  const args = compareNamed([...old.args], [...now.args]);
  const lost = old.locations.filter((location) => executable.has(location) && !now.locations.includes(location));
  return [
    ...args.removed.map((arg) =>
      broken('DIRECTIVE_ARGUMENT_REMOVED', `${at}(${arg.name}:)`, `Argument '${at}(${arg.name}:)' was removed.`),
    ),
    ...args.added
      .filter(isRequiredArgument)
      .map((arg) =>
        broken('REQUIRED_DIRECTIVE_ARGUMENT_ADDED', at, `Required argument '${at}(${arg.name}:)' was added.`),
      ),
    ...lost.map((location) => broken('DIRECTIVE_LOCATION_REMOVED', at, `'${at}' is no longer allowed on ${location}.`)),
  ];
}

function broken(kind: Change['kind'], coordinate: string, message: string): Change {
  return { kind, coordinate, severity: 'breaking', message, touches: [{ by: 'naming', coordinate }] };
}
