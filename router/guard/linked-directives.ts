import { type ConstValueNode, type DirectiveNode, type GraphQLSchema, type Kind, valueFromASTUntyped } from 'graphql';

/** What the guard's directives are called in one supergraph: `@link` may rename each of them. */
export interface DirectiveNames {
  readonly authenticated: string;
  readonly requiresScopes: string;
  readonly policy: string;
  readonly cost: string;
  readonly listSize: string;
}

const specUrl = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy|cost)\/v\d+\.\d+$/;

/**
 * Reads the names from the supergraph's `@link`s. A spec's main directive has the spec's name, another of its
 * directives that name and two underscores before its own, unless `as` or `import` says otherwise
 * (https://specs.apollo.dev/link/v1.0).
 */
export function linkedDirectives(schema: GraphQLSchema): DirectiveNames {
  const names = {
    authenticated: 'authenticated',
    requiresScopes: 'requiresScopes',
    policy: 'policy',
    cost: 'cost',
    listSize: 'listSize',
  };
  const nodes = [schema.astNode, ...schema.extensionASTNodes].flatMap((node) => node?.directives ?? []);
  for (const link of nodes) {
    if (link.name.value !== 'link') continue;
    const spec = specUrl.exec(String(argument(link, 'url')))?.[1];
    if (!spec) continue;
    const prefix = (argument(link, 'as') as string | undefined) ?? spec;
    const imports = readImports(argument(link, 'import'));
    if (spec === 'cost') {
      names.cost = imports.get('@cost') ?? prefix;
      names.listSize = imports.get('@listSize') ?? `${prefix}__listSize`;
    } else {
      names[spec as 'authenticated'] = imports.get(`@${spec}`) ?? prefix;
    }
  }
  return names;
}

function readImports(value: unknown): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  if (!Array.isArray(value)) return imports;
  for (const entry of value) {
    const { name, as } = typeof entry === 'string' ? { name: entry, as: undefined } : entry;
    imports.set(name, (as ?? name).replace('@', ''));
  }
  return imports;
}

/** A directive's argument as a plain value; undefined where it isn't given. */
export function argument(directive: DirectiveNode, name: string): unknown {
  const node = directive.arguments?.find((candidate) => candidate.name.value === name);
  return node ? valueFromASTUntyped(node.value as ConstValueNode) : undefined;
}

/** Anything in a schema that directives are applied to, extensions included. */
export interface Annotated {
  readonly astNode?: { readonly kind: Kind; readonly directives?: readonly DirectiveNode[] } | null;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly DirectiveNode[] }[];
}

/** The applications of one directive on one schema element. */
export function applied(element: Annotated, name: string): readonly DirectiveNode[] {
  const nodes = [element.astNode, ...(element.extensionASTNodes ?? [])];
  return nodes.flatMap((node) => node?.directives?.filter((directive) => directive.name.value === name) ?? []);
}
