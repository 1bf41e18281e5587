import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** An operation with its variables. */
export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How deep selections go. Deeper ones multiply lists into answers that take longer to read than they tell. */
const depthMax = 4;

/** Makes an operation that uses what the language has: aliases, fragments, conditions, variables, abstract types. */
export function generateOperation(
  schema: GraphQLSchema,
  random: () => number,
  kind: 'query' | 'mutation',
): GeneratedOperation {
  const chance = (percent: number) => random() * 100 < percent;
  const below = (count: number) => Math.floor(random() * count);
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!;

  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  const fragments: string[] = [];
  const fragmentsByType = new Map<string, string[]>();

  const newVariable = (type: string, value: unknown, defaultText?: string): string => {
    const name = `v${definitions.length}`;
    definitions.push(`$${name}: ${type}${defaultText === undefined ? '' : ` = ${defaultText}`}`);
    if (value !== undefined) variables[name] = value;
    return `$${name}`;
  };

  const conditions = (): string => {
    if (!chance(8)) return '';
    const directive = oneOf(['skip', 'include']);
    if (chance(30)) return ` @${directive}(if: ${chance(50)})`;
    const value = chance(50);
    return chance(20)
      ? ` @${directive}(if: ${newVariable('Boolean!', undefined, String(value))})`
      : ` @${directive}(if: ${newVariable('Boolean!', value)})`;
  };

  const inputValue = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return inputValue(type.ofType, depth);
    if (chance(5)) return null;
    if (isListType(type))
      return Array.from(
        { length: below(3) },
        () => inputValue(type.ofType, depth) ?? inputValue(asNonNull(type.ofType), depth),
      );
    if (isEnumType(type)) return oneOf(type.getValues()).name;
    if (isInputObjectType(type)) {
      const value: Record<string, unknown> = {};
      for (const field of Object.values(type.getFields()))
        if (isNonNullType(field.type) || (depth < 2 && chance(50)))
          value[field.name] = requiredValue(field.type, depth + 1);
      return value;
    }
    switch (type.name) {
      case 'Int':
        return below(4);
      case 'Float':
        return below(100) / 4;
      case 'Boolean':
        return chance(50);
      case 'ID':
        return oneOf(['id-0', 'id-1', 'id-2', 'id-3']);
      default:
        return oneOf(['EUR', 'USD', 'GBP', 'with "quotes"']);
    }
  };
  const asNonNull = (type: GraphQLInputType): GraphQLInputType => type;
  const requiredValue = (type: GraphQLInputType, depth: number): unknown => {
    for (;;) {
      const value = inputValue(type, depth);
      if (value !== null || !isNonNullType(type)) return value;
    }
  };

  const literal = (value: unknown, type: GraphQLInputType): string => {
    if (isNonNullType(type)) return literal(value, type.ofType);
    if (value === null || value === undefined) return 'null';
    if (isListType(type)) return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
    if (isEnumType(type)) return String(value);
    if (isInputObjectType(type))
      return `{${Object.entries(value as object)
        .map(([name, item]) => `${name}: ${literal(item, type.getFields()[name]!.type)}`)
        .join(', ')}}`;
    return JSON.stringify(value);
  };

  const argumentsText = (definitionsOfArgs: readonly GraphQLArgument[]): string => {
    const given: string[] = [];
    for (const argument of definitionsOfArgs) {
      const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!isRequired && chance(50)) continue;
      const value = requiredValue(argument.type, 0);
      given.push(
        `${argument.name}: ${chance(40) ? newVariable(String(argument.type), value) : literal(value, argument.type)}`,
      );
    }
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  };

  const fieldText = (type: GraphQLCompositeType, depth: number): string | undefined => {
    if (chance(12) || isUnionType(type))
      return `${chance(20) ? `${oneOf(['kind', 't'])}_: ` : ''}__typename${conditions()}`;
    const candidates = Object.values(type.getFields()).filter(
      (field) => depth < depthMax || !isCompositeType(getNamedType(field.type)),
    );
    if (candidates.length === 0) return '__typename';
    const field = oneOf(candidates);
    const alias = chance(15) ? `${oneOf(['x', 'y', field.name])}${below(3)}: ` : '';
    const named = getNamedType(field.type as GraphQLOutputType);
    const head = `${alias}${field.name}${argumentsText(field.args)}${conditions()}`;
    return isCompositeType(named) ? `${head} ${selection(named, depth + 1)}` : head;
  };

  const selection = (type: GraphQLCompositeType, depth: number): string => {
    const parts: string[] = [];
    const count = depth === 0 ? 1 + below(3) : 1 + below(4);
    for (let index = 0; index < count; index++) {
      const related = relatedTypes(schema, type);
      if (chance(isAbstractType(type) ? 45 : 10) && depth < depthMax) {
        const condition = oneOf(related);
        if (chance(30)) {
          const name = `F${fragments.length}`;
          fragments.push('');
          const place = fragments.length - 1;
          fragments[place] = `fragment ${name} on ${condition.name} ${selection(condition, depth)}`;
          fragmentsByType.set(condition.name, [...(fragmentsByType.get(condition.name) ?? []), name]);
          parts.push(`...${name}${conditions()}`);
        } else parts.push(`... on ${condition.name}${conditions()} ${selection(condition, depth)}`);
      } else {
        const text = fieldText(type, depth);
        if (text) parts.push(text);
      }
    }
    return `{ ${parts.join(' ')} }`;
  };

  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  const body = selection(root!, 0);
  const head = definitions.length === 0 ? `${kind} Generated` : `${kind} Generated(${definitions.join(', ')})`;
  return { text: [`${head} ${body}`, ...fragments].join('\n'), variables };
}

/** Types that a fragment inside this one may be on. */
function relatedTypes(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
  if (isAbstractType(type)) return [type, ...schema.getPossibleTypes(type), ...schema.getPossibleTypes(type)];
  return isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
}
