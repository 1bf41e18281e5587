import type { FetchNode, QueryPlan, QueryPlanFieldNode, QueryPlanInlineFragmentNode } from '@apollo/query-planner';
import { Kind, parse, print, type SelectionNode, stripIgnoredCharacters, visit } from 'graphql';
import type { RequiredArguments } from '../supergraph/mend/required-arguments.ts';
import { writeOperation } from './fetches/write-operation.ts';
import { mapFetches } from './map-fetches.ts';

/** A field of `requires`: read under its response name, written under `writeAs` where that differs. */
export type RequiresField = QueryPlanFieldNode & { readonly writeAs?: string };
export type RequiresNode = RequiresField | QueryPlanInlineFragmentNode;

/**
 * Gives the fields that were named apart for the planner (mend/required-arguments.ts) back the names their subgraphs
 * know: they are asked for by alias, and passed on under the field's own name. A fetch whose fields require the same
 * field with different arguments becomes one fetch for each.
 */
export function restorePlan(plan: QueryPlan, required: RequiredArguments): QueryPlan {
  if (required.fields.size === 0) return plan;
  return mapFetches(plan, (fetch) => splitFetch(fetch, required).map((part) => restoreFetch(part, required)));
}

function restoreFetch(fetch: FetchNode, required: RequiredArguments): FetchNode {
  const restored = { ...fetch, requires: fetch.requires?.map((node) => restoreRequires(node, required)) };
  if (!/\brequired\d+_/.test(fetch.operation)) return restored;
  const operation = visit(parse(fetch.operation, { noLocation: true }), {
    enter: (node) => {
      const field = node.kind === Kind.FIELD ? required.fields.get(node.name.value)?.field : undefined;
      if (node.kind !== Kind.FIELD || !field) return undefined;
      return { ...node, name: field.name, alias: node.alias ?? node.name, arguments: field.arguments };
    },
  });
  return { ...restored, operation: stripIgnoredCharacters(print(operation)) };
}

function restoreRequires(node: RequiresNode, required: RequiredArguments): RequiresNode {
  if (node.kind === 'InlineFragment')
    return { ...node, selections: node.selections.map((child) => restoreRequires(child, required)) };
  const selections = node.selections?.map((child) => restoreRequires(child, required));
  const field = required.fields.get(node.name)?.field;
  return field ? { ...node, selections, writeAs: field.name.value } : { ...node, selections };
}

/** Splits a fetch of entities so that none needs one field with two different arguments. */
function splitFetch(fetch: FetchNode, required: RequiredArguments): readonly FetchNode[] {
  const names = new Set(requiredNames(fetch.requires ?? [], required));
  const coordinates = [...names].map((name) => required.fields.get(name)!.coordinate);
  if (new Set(coordinates).size === coordinates.length) return [fetch];

  const document = parse(fetch.operation, { noLocation: true });
  const groups: Set<string>[] = [];
  const groupOf = new Map<SelectionNode, number>();
  const eachUnit = (visitUnit: (unit: SelectionNode, typeName: string) => boolean) =>
    visit(document, {
      enter: (node, _key, _parent, path) => {
        // query { _entities { ...on Type { units } } }: each field of an entity is a unit.
        if (node.kind !== Kind.INLINE_FRAGMENT || path.filter((step) => step === 'selectionSet').length !== 2)
          return undefined;
        const typeName = node.typeCondition?.name.value ?? '';
        const selections = node.selectionSet.selections.filter((unit) => visitUnit(unit, typeName));
        return selections.length === 0 ? null : { ...node, selectionSet: { ...node.selectionSet, selections } };
      },
    });

  const needsOf = (unit: SelectionNode, typeName: string): readonly string[] => {
    if (unit.kind === Kind.INLINE_FRAGMENT)
      return unit.selectionSet.selections.flatMap((child) =>
        needsOf(child, unit.typeCondition?.name.value ?? typeName),
      );
    if (unit.kind !== Kind.FIELD) return [];
    return [...(required.requiredBy.get(`${fetch.serviceName} ${typeName}.${unit.name.value}`) ?? [])];
  };
  eachUnit((unit, typeName) => {
    const needs = needsOf(unit, typeName);
    let index = groups.findIndex((group) => !conflicts([...group, ...needs], required));
    if (index === -1) index = groups.push(new Set()) - 1;
    for (const name of needs) groups[index]!.add(name);
    groupOf.set(unit, index);
    return true;
  });
  return groups.map((group, index) => ({
    ...fetch,
    ...writeOperation(eachUnit((unit) => groupOf.get(unit) === index)),
    requires: fetch.requires?.map((node) => keepRequired(node, group, required)).filter((node) => node !== undefined),
  }));
}

function conflicts(names: readonly string[], required: RequiredArguments): boolean {
  const byCoordinate = new Map<string, string>();
  for (const name of names) {
    const { coordinate } = required.fields.get(name)!;
    if ((byCoordinate.get(coordinate) ?? name) !== name) return true;
    byCoordinate.set(coordinate, name);
  }
  return false;
}

function requiredNames(nodes: readonly RequiresNode[], required: RequiredArguments): readonly string[] {
  return nodes.flatMap((node) => {
    const below = requiredNames(node.selections ?? [], required);
    return node.kind === 'Field' && required.fields.has(node.name) ? [node.name, ...below] : below;
  });
}

function keepRequired(
  node: RequiresNode,
  group: ReadonlySet<string>,
  required: RequiredArguments,
): RequiresNode | undefined {
  if (node.kind === 'Field' && required.fields.has(node.name) && !group.has(node.name)) return undefined;
  const selections = node.selections
    ?.map((child) => keepRequired(child, group, required))
    .filter((child) => child !== undefined);
  if (node.kind === 'InlineFragment') return { ...node, selections: selections ?? [] };
  return node.selections && selections?.length === 0 ? undefined : { ...node, selections };
}
