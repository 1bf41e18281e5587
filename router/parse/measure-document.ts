import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type RequestError, refuse } from '../admit/request-error.ts';
import type { DocumentLimits } from './document-limits.ts';

/** What one selection set comes to with its fragments expanded. Counts may be astronomical; they stay numbers. */
interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** Fields of this level alone. */
  readonly ownFields: number;
}

const nothing: Size = { depth: 0, fields: 0, aliases: 0, ownFields: 0 };

/**
 * Measures a parsed document before it is validated, because validation itself is quadratic in what repeats.
 *
 * Fragments are measured once and multiplied, so a document that would expand to billions of fields is measured in the
 * time of its text. A cycle counts as nothing here; validation names it.
 */
export function measureDocument(document: DocumentNode, limits: DocumentLimits): RequestError | null {
  const spread = countSpread(document);
  if (spread.directives > limits.directivesMax)
    return refuse(400, 'DIRECTIVE_LIMIT_EXCEEDED', `The document has more than ${limits.directivesMax} directives.`);
  if (spread.repeats > limits.repeatsMax)
    return refuse(
      400,
      'FIELD_LIMIT_EXCEEDED',
      `The document has more than ${limits.repeatsMax} fields of one response name.`,
    );

  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measure = createMeasure(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const refusal = compare(definition, measure(definition.selectionSet), limits);
    if (refusal) return refusal;
  }
  return null;
}

function compare(operation: OperationDefinitionNode, size: Size, limits: DocumentLimits): RequestError | null {
  const name = operation.name ? `The operation ${operation.name.value}` : 'The operation';
  if (size.depth > limits.depthMax)
    return refuse(400, 'DEPTH_LIMIT_EXCEEDED', `${name} is nested more than ${limits.depthMax} levels deep.`);
  if (size.ownFields > limits.rootFieldsMax)
    return refuse(400, 'ROOT_FIELD_LIMIT_EXCEEDED', `${name} has more than ${limits.rootFieldsMax} root fields.`);
  if (size.aliases > limits.aliasesMax)
    return refuse(400, 'ALIAS_LIMIT_EXCEEDED', `${name} has more than ${limits.aliasesMax} aliases.`);
  if (size.fields > limits.fieldsMax)
    return refuse(400, 'FIELD_LIMIT_EXCEEDED', `${name} has more than ${limits.fieldsMax} fields.`);
  return null;
}

function countSpread(document: DocumentNode): { directives: number; repeats: number } {
  let directives = 0;
  let repeats = 0;
  const names = new Map<string, number>();
  visit(document, {
    Directive() {
      directives++;
    },
    Field(field) {
      const name = field.alias?.value ?? field.name.value;
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      repeats = Math.max(repeats, count);
    },
  });
  return { directives, repeats };
}

function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>): (set: SelectionSetNode) => Size {
  const measured = new Map<string, Size>();

  const measure = (set: SelectionSetNode): Size => {
    let { depth, fields, aliases, ownFields } = nothing;
    const add = (size: Size): void => {
      depth = Math.max(depth, size.depth);
      fields += size.fields;
      aliases += size.aliases;
      ownFields += size.ownFields;
    };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet ? measure(selection.selectionSet) : nothing;
        add({
          depth: below.depth + 1,
          fields: below.fields + 1,
          aliases: below.aliases + (selection.alias ? 1 : 0),
          ownFields: 1,
        });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(measure(selection.selectionSet));
      } else {
        add(measureFragment(selection.name.value));
      }
    }
    return { depth, fields, aliases, ownFields };
  };

  const measureFragment = (name: string): Size => {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    // Until it is measured a fragment is nothing, which ends a cycle.
    measured.set(name, nothing);
    const size = measure(fragment.selectionSet);
    measured.set(name, size);
    return size;
  };

  return measure;
}
