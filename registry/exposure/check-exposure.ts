import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { Finding } from '../report/finding.ts';

/** The directives that guard a type or a field, as the supergraph carries them. */
const guards = ['authenticated', 'requiresScopes', 'policy'] as const;

/**
 * A field that loses @authenticated, or whose scopes or policies ask for less than before, is shown to more people:
 * the same kind of break, in the other direction. One that asks for more is a break for who could read it.
 *
 * `before` and `after` are supergraph schemas, which carry the applied directives.
 */
export function checkExposure(before: GraphQLSchema, after: GraphQLSchema): Finding[] {
  const now = guardsByCoordinate(after);
  const findings: Finding[] = [];
  for (const [coordinate, old] of guardsByCoordinate(before)) {
    const kept = now.get(coordinate);
    if (!kept) continue;
    for (const guard of guards) {
      const [was, is] = [old[guard], kept[guard]];
      if (was && !is) findings.push(exposed(coordinate, `lost @${guard}${describe(was)}`));
      else if (!was && is) findings.push(closed(coordinate, `is now guarded by @${guard}${describe(is)}`));
      else if (was && is && describe(was) !== describe(is)) {
        const change = `changed @${guard}${describe(was)} to @${guard}${describe(is)}`;
        if (!isImplied(is, was)) findings.push(exposed(coordinate, change));
        else findings.push(closed(coordinate, change));
      }
    }
  }
  return findings;
}

/** Alternatives of sets that must all be held; `[[]]` for @authenticated. */
type Requirement = readonly (readonly string[])[];
type Guarded = Partial<Record<(typeof guards)[number], Requirement>>;

/** Types and fields with what guards them. A field's type's guards stand at the type. */
function guardsByCoordinate(schema: GraphQLSchema): Map<string, Guarded> {
  const byCoordinate = new Map<string, Guarded>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || type.name.includes('__')) continue;
    byCoordinate.set(type.name, read(type.astNode?.directives ?? []));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields()))
      byCoordinate.set(`${type.name}.${field.name}`, read(field.astNode?.directives ?? []));
  }
  return byCoordinate;
}

function read(directives: readonly ConstDirectiveNode[]): Guarded {
  const guarded: Guarded = {};
  for (const directive of directives) {
    const name = guards.find((guard) => guard === directive.name.value);
    if (!name) continue;
    const value = directive.arguments?.[0]?.value;
    guarded[name] = value ? alternatives(value) : [[]];
  }
  return guarded;
}

function alternatives(value: ValueNode): string[][] {
  if (value.kind !== Kind.LIST) return [];
  return value.values.map((inner) =>
    inner.kind === Kind.LIST ? inner.values.map((scope) => ('value' in scope ? String(scope.value) : '')).sort() : [],
  );
}

const describe = (requirement: Requirement): string =>
  requirement.length === 1 && requirement[0]?.length === 0
    ? ''
    : `(${[...requirement]
        .map((all) => all.join(' and '))
        .sort()
        .join(' or ')})`;

/** Whether everybody who meets `stricter` also meets `looser`. */
function isImplied(stricter: Requirement, looser: Requirement): boolean {
  return stricter.every((held) => looser.some((all) => all.every((scope) => held.includes(scope))));
}

function exposed(coordinate: string, what: string): Finding {
  return {
    stage: 'exposure',
    level: 'error',
    place: coordinate,
    reason: `'${coordinate}' ${what}: people see it who could not before.`,
    affected: [],
    advice: 'Put the guard back, or publish the loosening by itself with --allow-exposure.',
  };
}

function closed(coordinate: string, what: string): Finding {
  return {
    stage: 'exposure',
    level: 'warning',
    place: coordinate,
    reason: `'${coordinate}' ${what}: who lacks it gets an error from now on.`,
    affected: [],
    advice: 'Tell the clients that select it before it goes out.',
  };
}
