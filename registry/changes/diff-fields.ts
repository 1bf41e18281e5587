import type { GraphQLField, GraphQLInterfaceType, GraphQLObjectType } from 'graphql';
import type { Change } from './change.ts';
import { compareNamed } from './compare.ts';
import { diffArguments } from './diff-arguments.ts';
import { isSafeForReaders } from './type-compatibility.ts';

type Fielded = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

/** Changes of the fields of an object or interface type, with their arguments. */
export function diffFields(old: Fielded, now: Fielded): Change[] {
  const fields = compareNamed<Field>(Object.values(old.getFields()), Object.values(now.getFields()));
  return [
    ...fields.removed.map((field) => removed(old.name, field)),
    ...fields.added.map(
      (field): Change => ({
        kind: 'FIELD_ADDED',
        coordinate: `${old.name}.${field.name}`,
        severity: 'safe',
        message: `Field '${old.name}.${field.name}' was added.`,
        touches: [],
      }),
    ),
    ...fields.kept.flatMap(([before, after]) => diffField(old.name, before, after)),
  ];
}

function removed(type: string, field: Field): Change {
  const coordinate = `${type}.${field.name}`;
  const was = field.deprecationReason ? ` (deprecated: ${field.deprecationReason})` : '';
  return {
    kind: 'FIELD_REMOVED',
    coordinate,
    severity: 'breaking',
    message: `Field '${coordinate}'${was} was removed.`,
    touches: [{ by: 'naming', coordinate }],
  };
}

function diffField(type: string, before: Field, after: Field): Change[] {
  const coordinate = `${type}.${before.name}`;
  const changes: Change[] = [];
  if (String(before.type) !== String(after.type)) {
    const safe = isSafeForReaders(before.type, after.type);
    changes.push({
      kind: 'FIELD_TYPE_CHANGED',
      coordinate,
      severity: safe ? 'safe' : 'breaking',
      message: `Field '${coordinate}' changed its type from '${before.type}' to '${after.type}'.`,
      touches: safe ? [] : [{ by: 'naming', coordinate }],
    });
  }
  if (!before.deprecationReason && after.deprecationReason)
    changes.push(safe('FIELD_DEPRECATED', coordinate, `was deprecated: ${after.deprecationReason}`));
  if (before.deprecationReason && !after.deprecationReason)
    changes.push(safe('FIELD_DEPRECATION_REMOVED', coordinate, 'is no longer deprecated.'));
  if ((before.description ?? '') !== (after.description ?? ''))
    changes.push(safe('DESCRIPTION_CHANGED', coordinate, 'has another description.'));
  return [...changes, ...diffArguments(coordinate, before.args, after.args)];
}

function safe(kind: Change['kind'], coordinate: string, what: string): Change {
  return { kind, coordinate, severity: 'safe', message: `Field '${coordinate}' ${what}`, touches: [] };
}
