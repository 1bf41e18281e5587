import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  print,
  Source,
  type TypeNode,
  visit,
} from 'graphql';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';
import type { Finding } from '../report/finding.ts';
import type { LintLevel, LintRules } from './rules.ts';

/** Lints one subgraph's SDL. A schema that can't be parsed has nothing to lint: composition tells of it. */
export function lintSubgraph(source: SubgraphSource, rules: LintRules): Finding[] {
  let document: DocumentNode;
  try {
    document = parse(new Source(source.sdl, source.file));
  } catch (error) {
    if (error instanceof GraphQLError) return [];
    throw error;
  }
  const findings: Finding[] = [];
  const report = (rule: LintLevel, node: ASTNode, reason: string, advice: string): void => {
    if (rule === 'off') return;
    const place = `${source.file}:${node.loc?.startToken.line ?? 1}`;
    findings.push({ stage: 'lint', level: rule, place, reason, affected: [], advice });
  };

  const named = (
    node: ASTNode & { name: { value: string } },
    what: string,
    form: RegExp,
    formName: string,
    coordinate = node.name.value,
  ): void => {
    // A linked feature's own elements begin with its name and two underscores (https://specs.apollo.dev/link/v1.0).
    if (!form.test(node.name.value) && !node.name.value.includes('__'))
      report(rules.naming, node, `${what} '${coordinate}' is not ${formName}.`, `Name it in ${formName}.`);
  };
  const described = (
    node: ASTNode & { name: { value: string }; description?: unknown },
    what: string,
    coordinate = node.name.value,
  ): void => {
    if (!node.description)
      report(
        rules.descriptions,
        node,
        `${what} '${coordinate}' has no description.`,
        'Say what it is and in which unit.',
      );
  };
  const annotated = (node: ASTNode & { directives?: readonly DirectiveNode[] }, coordinate: string): void => {
    for (const directive of node.directives ?? []) {
      const text = stringArgument(directive, directive.name.value === 'tag' ? 'name' : 'reason');
      if (directive.name.value === 'deprecated' && !/\b\d{4}-\d{2}-\d{2}\b/.test(text ?? ''))
        report(
          rules.deprecations,
          directive,
          `The deprecation of '${coordinate}' says no day after which it may go.`,
          'Write the reason with a day: @deprecated(reason: "Use \'name\'; goes after 2027-03-01").',
        );
      if (directive.name.value === 'tag' && rules.tagNames.length > 0 && !rules.tagNames.includes(text ?? ''))
        report(
          rules.tags,
          directive,
          `The @tag '${text}' of '${coordinate}' is unknown.`,
          `Use one of ${rules.tagNames.join(', ')}.`,
        );
    }
  };
  const input = (node: InputValueDefinitionNode, what: string, coordinate: string): void => {
    named(node, what, camelCase, 'camelCase', coordinate);
    described(node, what, coordinate);
    annotated(node, coordinate);
  };
  const field = (node: FieldDefinitionNode, owner: { readonly name: { readonly value: string } }): void => {
    const coordinate = `${owner.name.value}.${node.name.value}`;
    named(node, 'Field', camelCase, 'camelCase', coordinate);
    described(node, 'Field', coordinate);
    annotated(node, coordinate);
    for (const arg of node.arguments ?? []) input(arg, 'Argument', `${coordinate}(${arg.name.value}:)`);
    const taken = new Set((node.arguments ?? []).map((arg) => arg.name.value));
    if (bareName(node.type).endsWith('Connection') && !(taken.has('first') && taken.has('after')))
      report(
        rules.connections,
        node,
        `Field '${coordinate}' returns a connection but can't be paged.`,
        "Give it the arguments 'first' and 'after'.",
      );
  };

  visit(document, {
    ObjectTypeDefinition(node) {
      named(node, 'Type', pascalCase, 'PascalCase');
      described(node, 'Type');
      annotated(node, node.name.value);
      for (const member of node.fields ?? []) field(member, node);
      lintEntity(node, rules, report);
      lintConnection(node, rules, report);
    },
    ObjectTypeExtension(node) {
      for (const member of node.fields ?? []) field(member, node);
      lintEntity(node, rules, report);
    },
    InterfaceTypeDefinition(node) {
      named(node, 'Type', pascalCase, 'PascalCase');
      described(node, 'Type');
      for (const member of node.fields ?? []) field(member, node);
    },
    UnionTypeDefinition(node) {
      named(node, 'Type', pascalCase, 'PascalCase');
      described(node, 'Type');
    },
    EnumTypeDefinition(node) {
      named(node, 'Enum', pascalCase, 'PascalCase');
      described(node, 'Enum');
      annotated(node, node.name.value);
      for (const value of node.values ?? []) {
        const coordinate = `${node.name.value}.${value.name.value}`;
        named(value, 'Enum value', upperSnakeCase, 'UPPER_SNAKE_CASE', coordinate);
        described(value, 'Enum value', coordinate);
        annotated(value, coordinate);
      }
    },
    InputObjectTypeDefinition(node) {
      named(
        node,
        'Input',
        /^[A-Z][A-Za-z0-9]*(Input|Filter|Order)$/,
        "PascalCase ending in 'Input', 'Filter' or 'Order'",
      );
      described(node, 'Input');
      for (const member of node.fields ?? []) input(member, 'Input field', `${node.name.value}.${member.name.value}`);
    },
    ScalarTypeDefinition(node) {
      described(node, 'Scalar');
    },
  });
  return findings;
}

const pascalCase = /^[A-Z][A-Za-z0-9]*$/;
const camelCase = /^[a-z][A-Za-z0-9]*$/;
const upperSnakeCase = /^[A-Z][A-Z0-9_]*$/;

type Report = (rule: LintLevel, node: ASTNode, reason: string, advice: string) => void;
type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

function lintEntity(node: ObjectNode, rules: LintRules, report: Report): void {
  const keys = (node.directives ?? []).filter((directive) => directive.name.value === 'key');
  const isRoot = /^(Query|Mutation|Subscription)$/.test(node.name.value);
  if (keys.length === 0 && !isRoot) return;
  const keyFields = new Set(keys.flatMap((key) => (stringArgument(key, 'fields') ?? '').match(/\w+/g) ?? []));
  for (const field of node.fields ?? []) {
    const elsewhere = field.directives?.some(({ name }) => ['shareable', 'external'].includes(name.value));
    if (field.type.kind === Kind.NON_NULL_TYPE && !keyFields.has(field.name.value) && !elsewhere)
      report(
        rules.entityNullability,
        field,
        `'${node.name.value}.${field.name.value}' is non-null, so when this subgraph is down it takes the whole ${isRoot ? 'answer' : 'entity'} away.`,
        'Make it nullable.',
      );
  }
}

function lintConnection(node: ObjectTypeDefinitionNode, rules: LintRules, report: Report): void {
  const name = node.name.value;
  const expected = name.endsWith('Connection')
    ? { edges: /^\[\w+Edge!\]!$/, pageInfo: /^PageInfo!$/ }
    : name.endsWith('Edge')
      ? { cursor: /^String!$/, node: /./ }
      : {};
  for (const [field, form] of Object.entries(expected)) {
    const found = node.fields?.find((candidate) => candidate.name.value === field);
    if (!found || !form.test(print(found.type)))
      report(
        rules.connections,
        found ?? node,
        `'${name}' ${found ? `has '${field}: ${print(found.type)}'` : `has no '${field}'`}, unlike a Relay connection.`,
        'Shape it as https://relay.dev/graphql/connections.htm says.',
      );
  }
}

function stringArgument(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((arg) => arg.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function bareName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : bareName(type.type);
}
