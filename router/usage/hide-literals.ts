import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  print,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { ParsedOperation } from '../parse/document-store.ts';

/**
 * The text of an operation with the fragments it uses, without any value in it: strings are empty, numbers 0, lists
 * hold each form of item once. What is left chooses a part of the graph and is valid as before: enum values, booleans,
 * null and the names of input fields. Of a custom scalar, whose insides no schema knows, nothing is left.
 */
export function hideLiterals(operation: ParsedOperation, schema: GraphQLSchema): string {
  const typeInfo = new TypeInfo(schema);
  const used = [operation.node, ...usedFragments(operation)];
  const document = { kind: Kind.DOCUMENT, definitions: used } as const;
  const hidden = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument(node) {
        return { ...node, value: hide(node.value, typeInfo.getInputType()) };
      },
      VariableDefinition(node) {
        if (!node.defaultValue) return undefined;
        const defaultValue = hide(node.defaultValue, typeInfo.getInputType()) as typeof node.defaultValue;
        return { ...node, defaultValue };
      },
    }),
  );
  return print(hidden);
}

/** The fragments that an operation uses, each once, in the order in which it comes to them. */
function usedFragments({ node, document }: ParsedOperation) {
  const found = new Set<string>();
  const follow = (within: Parameters<typeof visit>[0]): void => {
    visit(within, {
      FragmentSpread({ name: { value } }) {
        if (found.has(value)) return;
        found.add(value);
        follow(document.fragments.get(value)!);
      },
    });
  };
  follow(node);
  return [...found].map((name) => document.fragments.get(name)!);
}

function hide(value: ValueNode, type: GraphQLInputType | null | undefined): ValueNode {
  switch (value.kind) {
    case Kind.STRING:
      return { kind: Kind.STRING, value: '' };
    case Kind.INT:
    case Kind.FLOAT:
      return { kind: Kind.INT, value: '0' };
    case Kind.LIST: {
      const bare = type && getNullableType(type);
      const items = value.values.map((item) => hide(item, isListType(bare) ? bare.ofType : bare));
      return { kind: Kind.LIST, values: [...new Map(items.map((item) => [print(item), item])).values()] };
    }
    case Kind.OBJECT: {
      const named = type && getNamedType(type);
      if (!isInputObjectType(named)) return { kind: Kind.OBJECT, fields: [] };
      const fields = named.getFields();
      return {
        kind: Kind.OBJECT,
        fields: value.fields.map((field) => ({ ...field, value: hide(field.value, fields[field.name.value]?.type) })),
      };
    }
    default:
      return value;
  }
}
