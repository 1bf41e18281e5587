import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { Finding } from '../report/finding.ts';

/**
 * What was deprecated with a day stays until that day, used or not: people plan by it, and not everybody who wrote code
 * against it has sent anything yet.
 *
 * `today` is a day in UTC, `2026-11-05`.
 */
export function checkDeprecations(before: GraphQLSchema, after: GraphQLSchema, today: string): Finding[] {
  const kept = new Set(elementsOf(after).map(({ coordinate }) => coordinate));
  return elementsOf(before).flatMap(({ coordinate, deprecationReason }): Finding[] => {
    const day = /\b\d{4}-\d{2}-\d{2}\b/.exec(deprecationReason ?? '')?.[0];
    if (day === undefined || day < today || kept.has(coordinate)) return [];
    return [
      {
        stage: 'changes',
        level: 'error',
        place: coordinate,
        reason: `'${coordinate}' was deprecated until ${day} and goes before that day is over.`,
        affected: [],
        advice: `Keep it until after ${day}.`,
      },
    ];
  });
}

interface Element {
  readonly coordinate: string;
  readonly deprecationReason?: string | null | undefined;
}

/** Everything that @deprecated can stand on. */
function elementsOf(schema: GraphQLSchema): Element[] {
  return Object.values(schema.getTypeMap()).flatMap((type): Element[] => {
    if (type.name.startsWith('__')) return [];
    if (isEnumType(type))
      return type
        .getValues()
        .map(({ name, deprecationReason }) => ({ coordinate: `${type.name}.${name}`, deprecationReason }));
    if (isInputObjectType(type))
      return Object.values(type.getFields()).map(({ name, deprecationReason }) => ({
        coordinate: `${type.name}.${name}`,
        deprecationReason,
      }));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ name, args, deprecationReason }) => [
      { coordinate: `${type.name}.${name}`, deprecationReason },
      ...args.map((arg) => ({
        coordinate: `${type.name}.${name}(${arg.name}:)`,
        deprecationReason: arg.deprecationReason,
      })),
    ]);
  });
}
