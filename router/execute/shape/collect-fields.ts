import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';

/** What decides which fields of an operation are asked for: the schema, its fragments and the outcome of its conditions. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The value of a variable that @skip or @include names. */
  readonly isTrue: (variable: string) => boolean;
}

/**
 * The fields asked of an object of one type, by response name in the order of the response, each with every place where
 * it is asked for (CollectFields of the spec, done once and for all).
 */
export function collectFields(
  context: SelectionContext,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (selectionSet: SelectionSetNode): void => {
    for (const node of selectionSet.selections) {
      if (!isIncluded(node.directives ?? [], context)) continue;
      if (node.kind === 'Field') {
        const name = node.alias?.value ?? node.name.value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(node);
        else fields.set(name, [node]);
      } else if (node.kind === 'InlineFragment') {
        if (applies(context.schema, node.typeCondition?.name.value, type)) collect(node.selectionSet);
      } else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        const fragment = context.fragments.get(node.name.value);
        if (fragment && applies(context.schema, fragment.typeCondition.name.value, type))
          collect(fragment.selectionSet);
      }
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}

/** Whether @skip and @include let a selection through. */
export function isIncluded(directives: readonly DirectiveNode[], context: Pick<SelectionContext, 'isTrue'>): boolean {
  for (const directive of directives) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const value = directive.arguments?.[0]?.value;
    const isTrue =
      value?.kind === 'Variable' ? context.isTrue(value.name.value) : value?.kind === 'BooleanValue' && value.value;
    if (isTrue === (name === 'skip')) return false;
  }
  return true;
}
