import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Touch } from '../changes/change.ts';

/** What one operation uses of a schema, by exact coordinates. */
export interface OperationUse {
  /** Fields, given arguments, sent input fields and enum values, directives, and `Abstract/Member` type conditions. */
  readonly named: ReadonlySet<string>;
  /** Types it can get back: every selected field's type, and the abstract types it stands for. */
  readonly returned: ReadonlySet<string>;
  /** Input object types it sends. */
  readonly sent: ReadonlySet<string>;
  /** Arguments and input fields that at least one of its uses leaves out. */
  readonly leftOut: ReadonlySet<string>;
}

/**
 * Reads what an operation uses out of its document, which must be valid against `schema`.
 *
 * What comes in by variables isn't in the document. `sentByVariables` are the coordinates of the input fields and enum
 * values that recorded requests did send; without it every field that a variable could carry counts as sent, and every
 * one that it could leave out as left out.
 */
export function readOperationUse(
  schema: GraphQLSchema,
  document: DocumentNode,
  sentByVariables?: ReadonlySet<string>,
): OperationUse {
  const named = new Set<string>();
  const returned = new Set<string>();
  const sent = new Set<string>();
  const leftOut = new Set<string>();

  const noteVariableType = (type: GraphQLNamedType): void => {
    if (isInputObjectType(type)) {
      if (sent.has(type.name)) return;
      sent.add(type.name);
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${type.name}.${field.name}`;
        const wasSent = sentByVariables?.has(coordinate) ?? true;
        if (wasSent) {
          named.add(coordinate);
          noteVariableType(getNamedType(field.type));
        }
        if (!sentByVariables || !wasSent) leftOut.add(coordinate);
      }
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) {
        const coordinate = `${type.name}.${value.name}`;
        if (sentByVariables?.has(coordinate) ?? true) named.add(coordinate);
      }
    }
    named.add(type.name);
  };

  const noteLiteral = (type: GraphQLInputType, value: ValueNode): void => {
    const bare = getNamedType(type);
    if (value.kind === Kind.LIST) {
      for (const item of value.values) noteLiteral(bare, item);
    } else if (value.kind === Kind.ENUM && isEnumType(bare)) {
      named.add(`${bare.name}.${value.value}`);
    } else if (value.kind === Kind.OBJECT && isInputObjectType(bare)) {
      sent.add(bare.name);
      const given = new Map(value.fields.map((field) => [field.name.value, field.value]));
      for (const field of Object.values(bare.getFields())) {
        const literal = given.get(field.name);
        const coordinate = `${bare.name}.${field.name}`;
        if (!literal) leftOut.add(coordinate);
        else {
          named.add(coordinate);
          noteLiteral(field.type, literal);
        }
      }
    }
  };

  const noteArguments = (
    owner: string,
    declared: readonly GraphQLArgument[],
    given: readonly { name: { value: string }; value: ValueNode }[],
  ): void => {
    const values = new Map(given.map((arg) => [arg.name.value, arg.value]));
    for (const arg of declared) {
      const coordinate = `${owner}(${arg.name}:)`;
      const value = values.get(arg.name);
      if (!value) leftOut.add(coordinate);
      else {
        named.add(coordinate);
        noteLiteral(arg.type, value);
        // A variable that isn't sent leaves the argument out, so its default counts too.
        if (value.kind === Kind.VARIABLE) leftOut.add(coordinate);
      }
    }
  };

  const noteReturned = (type: GraphQLOutputType): void => {
    const bare = getNamedType(type);
    returned.add(bare.name);
    if (isObjectType(bare) || isInterfaceType(bare))
      for (const abstract of bare.getInterfaces()) returned.add(abstract.name);
  };

  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition(node) {
        const root = schema.getRootType(node.operation);
        if (root) named.add(root.name);
      },
      VariableDefinition(node) {
        const type = typeInfo.getInputType();
        if (type) noteVariableType(getNamedType(type));
        if (node.defaultValue && type) noteLiteral(type, node.defaultValue);
      },
      Field(node) {
        const parent = typeInfo.getParentType();
        const field = typeInfo.getFieldDef();
        if (!parent || !field || node.name.value.startsWith('__')) return;
        const coordinate = `${parent.name}.${field.name}`;
        named.add(coordinate);
        noteReturned(field.type);
        noteArguments(coordinate, field.args, node.arguments ?? []);
      },
      Directive(node) {
        const directive = typeInfo.getDirective();
        if (!directive) return;
        named.add(`@${directive.name}`);
        noteArguments(`@${directive.name}`, directive.args, node.arguments ?? []);
      },
      InlineFragment(node) {
        if (node.typeCondition) noteCondition(node.typeCondition.name.value);
      },
      FragmentDefinition(node) {
        noteCondition(node.typeCondition.name.value);
      },
    }),
  );
  return { named, returned, sent, leftOut };

  /** Naming a member counts as relying on its place in every abstract type it stands in. */
  function noteCondition(name: string): void {
    named.add(name);
    const type = schema.getType(name);
    if (!isCompositeType(type)) return;
    for (const abstract of Object.values(schema.getTypeMap())) {
      if (isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type))
        named.add(`${abstract.name}/${name}`);
    }
  }
}

/** Whether an operation with this use feels a change. */
export function isTouched(use: OperationUse, touch: Touch): boolean {
  switch (touch.by) {
    case 'naming':
      return use.named.has(touch.coordinate);
    case 'returning':
      return use.returned.has(touch.type);
    case 'sending':
      return use.sent.has(touch.type);
    case 'omitting':
      return use.named.has(touch.coordinate) && use.leftOut.has(touch.argument);
    case 'leaving-out':
      return use.sent.has(touch.type) && use.leftOut.has(touch.field);
  }
}
