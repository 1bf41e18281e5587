import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';
import { writeString } from '../json-text.ts';

/** Writes a leaf value as JSON text; undefined where the type doesn't allow the value. `mayEscape`: see `Run`. */
export type WriteLeaf = (value: unknown, mayEscape: boolean) => string | undefined;

const intMax = 2 ** 31 - 1;

/**
 * The writer of a scalar or enum, as the spec's result coercion has it. Custom scalars are passed on as they are; an enum
 * value that the API schema doesn't have (an inaccessible one) is none.
 */
export function compileLeaf(type: GraphQLLeafType): WriteLeaf {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map(({ name }) => [name, JSON.stringify(name)]));
    return (value) => texts.get(value as string);
  }
  if (!isSpecifiedScalarType(type))
    return (value, mayEscape) => (typeof value === 'string' ? writeString(value, mayEscape) : JSON.stringify(value));
  switch (type.name) {
    case 'Int':
      return (value) =>
        typeof value === 'number' && Number.isInteger(value) && value <= intMax && value >= -intMax - 1
          ? String(value)
          : undefined;
    case 'Float':
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined);
    case 'Boolean':
      return (value) => (value === true ? 'true' : value === false ? 'false' : undefined);
    case 'ID':
      return (value, mayEscape) =>
        typeof value === 'string'
          ? writeString(value, mayEscape)
          : typeof value === 'number' && Number.isInteger(value)
            ? `"${value}"`
            : undefined;
    default:
      return (value, mayEscape) => (typeof value === 'string' ? writeString(value, mayEscape) : undefined);
  }
}
