import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { isObject, readOwn, setOwn } from './json-object.ts';
import type { Entity } from './run.ts';
import type { TypeNames } from './type-names.ts';

/** Makes the answer that a subgraph would have given to a subscription's primary fetch out of an event's data. */
export type ProjectEvent = (data: Readonly<Record<string, unknown>>) => Entity;

type Project = (value: unknown) => unknown;

/**
 * Compiles a primary fetch: its fields are read from the event by their schema names and put under their response names.
 * Objects get their `__typename` from the schema; those of an interface or union must carry it in the event.
 */
export function compileProjectEvent(
  operation: DocumentNode,
  schema: GraphQLSchema,
  typeNames: TypeNames,
): ProjectEvent {
  const root = schema.getSubscriptionType();
  const definition = operation.definitions.find((node) => node.kind === 'OperationDefinition');
  if (!root || !definition) throw new Error('The schema has no Subscription type.');
  const fragments = new Map(
    operation.definitions
      .filter((node) => node.kind === 'FragmentDefinition')
      .map((node) => [node.name.value, node] as const),
  );

  const projectObject = (type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): Project => {
    const fields = new Map<string, { field: string; condition: string | undefined; sets: SelectionSetNode[] }[]>();
    const collect = (set: SelectionSetNode, condition: string | undefined): void => {
      for (const node of set.selections) {
        if (node.kind === 'Field') {
          const name = node.alias?.value ?? node.name.value;
          const entries = fields.get(name) ?? [];
          fields.set(name, entries);
          const same = entries.find((entry) => entry.field === node.name.value && entry.condition === condition);
          const sets = node.selectionSet ? [node.selectionSet] : [];
          if (same) same.sets.push(...sets);
          else entries.push({ field: node.name.value, condition, sets });
        } else if (node.kind === 'InlineFragment') {
          collect(node.selectionSet, node.typeCondition?.name.value ?? condition);
        } else {
          const fragment = fragments.get(node.name.value);
          if (fragment) collect(fragment.selectionSet, fragment.typeCondition.name.value);
        }
      }
    };
    for (const set of selectionSets) collect(set, undefined);

    const projections = [...fields].flatMap(([name, entries]) =>
      entries.map(({ field, condition, sets }) => ({
        name,
        condition,
        read: field === '__typename' ? undefined : field,
        project: field === '__typename' ? undefined : projectField(type, condition, field, sets),
      })),
    );
    return (value) => {
      if (!isObject(value)) return null;
      const typeName = typeof value.__typename === 'string' ? value.__typename : type.name;
      const projected: Entity = {};
      for (const { name, condition, read, project } of projections) {
        if (condition !== undefined && !typeNames.matches(condition, typeName)) continue;
        if (read === undefined || !project) {
          if (isObjectType(type) || typeName !== type.name) setOwn(projected, name, typeName);
        } else setOwn(projected, name, project(readOwn(value, read)));
      }
      return projected;
    };
  };

  const projectField = (
    parent: GraphQLCompositeType,
    condition: string | undefined,
    field: string,
    sets: readonly SelectionSetNode[],
  ): Project => {
    const holder = condition === undefined ? parent : schema.getType(condition);
    const type =
      isObjectType(holder) || isInterfaceType(holder) ? getNamedType(holder.getFields()[field]?.type) : undefined;
    const one: Project =
      isCompositeType(type) && sets.length > 0 ? projectObject(type, sets) : (value) => value ?? null;
    const project: Project = (value) => (Array.isArray(value) ? value.map(project) : one(value));
    return project;
  };

  const rootFields = definition.selectionSet.selections.filter((node) => node.kind === 'Field');
  const projections = rootFields.map((node) => ({
    name: node.alias?.value ?? node.name.value,
    project: projectField(root, undefined, node.name.value, node.selectionSet ? [node.selectionSet] : []),
  }));
  return (data) => {
    const answer: Entity = {};
    for (const { name, project } of projections) setOwn(answer, name, project(data));
    return answer;
  };
}
