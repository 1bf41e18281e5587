import { type DocumentNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind, visit } from 'graphql';
import { textOf } from '../supergraph/mend/directive-arguments.ts';

/** Decides which progressive overrides (`@override(from:, label:)`) hold for one request. */
export interface OverrideLabels {
  /**
   * The labels that hold for a document, in a fixed order: `percent(n)` for n of 100 requests, each drawn by itself. Only
   * those of fields that the document may ask for; any other label never holds.
   */
  draw(document: DocumentNode): readonly string[];
}

const nothing: readonly string[] = [];

/** Reads the labels of a supergraph. `random` gives numbers from 0 up to 1. */
export function createOverrideLabels(schema: GraphQLSchema, random: () => number = Math.random): OverrideLabels {
  const fieldsByLabel = new Map<string, Set<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields()))
      for (const directive of field.astNode?.directives ?? []) {
        const label = directive.name.value === 'join__field' ? textOf(directive, 'overrideLabel') : undefined;
        if (label === undefined) continue;
        fieldsByLabel.set(label, (fieldsByLabel.get(label) ?? new Set()).add(field.name));
      }
  }
  if (fieldsByLabel.size === 0) return { draw: () => nothing };

  const shares = [...fieldsByLabel].map(([label, fields]) => ({ label, fields, share: shareOf(label) }));
  const sharesOf = new WeakMap<DocumentNode, typeof shares>();
  return {
    draw: (document) => {
      let asked = sharesOf.get(document);
      if (!asked) {
        const names = fieldNames(document);
        asked = shares.filter(({ fields }) => [...fields].some((name) => names.has(name)));
        sharesOf.set(document, asked);
      }
      return asked.filter(({ share }) => random() * 100 < share).map(({ label }) => label);
    },
  };
}

/** The part of the requests that a label holds for, of 100. */
function shareOf(label: string): number {
  const percent = /^percent\((\d{1,3}(?:\.\d+)?)\)$/.exec(label)?.[1];
  return percent === undefined ? 0 : Number(percent);
}

function fieldNames(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FIELD) names.add(node.name.value);
    },
  });
  return names;
}
