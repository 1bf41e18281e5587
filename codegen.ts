import { readFileSync } from 'node:fs';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { type DocumentNode, printSchema } from 'graphql';
import { idOf, typesConfig } from './client/codegen/config.mjs';

/**
 * Types made from the schemas, committed and checked fresh by `npm run fresh`:
 * - `subgraphs/<name>/generated/resolver-types.ts`: what each resolver gets and must return;
 * - `client/generated/`: typed documents for the operations in `client/operations/`, against what clients see, the
 *   manifest of these operations for the router's safelist, and the graph itself for projects elsewhere.
 */
const scalarsOfResolvers = {
  ID: { input: 'string', output: 'string' },
  // Parsed and serialised by platform/http/scalars.ts. A day has no time zone, so it stays a string.
  DateTime: { input: 'Date', output: 'Date' },
  Date: { input: 'string', output: 'string' },
  // Federation's own; no resolver ever sees one.
  _FieldSet: 'string',
};

const subgraph = (name: string, mappers: Record<string, string>): CodegenConfig['generates'][string] => ({
  schema: `subgraphs/${name}/schema.graphql`,
  plugins: ['typescript', 'typescript-resolvers'],
  config: {
    federation: true,
    useTypeImports: true,
    enumsAsTypes: true,
    strictScalars: true,
    scalars: scalarsOfResolvers,
    contextType: '../context.ts#Context',
    mappers,
    optionalResolveType: true,
  },
});

const supergraph = Supergraph.build(readFileSync('supergraph.graphql', 'utf8'), {
  supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
});

/** What clients see. */
const clientSchema = printSchema(supergraph.apiSchema().toGraphQLJSSchema());

const config: CodegenConfig = {
  generates: {
    'subgraphs/users/generated/resolver-types.ts': subgraph('users', {
      User: '../model.ts#UserModel',
      Session: '../model.ts#SessionModel',
    }),
    'subgraphs/activity/generated/resolver-types.ts': subgraph('activity', {
      User: '../model.ts#UserModel',
      Visit: '../model.ts#VisitModel',
      Like: '../model.ts#LikeModel',
      Match: '../model.ts#MatchModel',
      Visitor: '../model.ts#VisitorModel',
    }),
    'subgraphs/fraud/generated/resolver-types.ts': subgraph('fraud', {
      User: '../model.ts#UserModel',
      FraudCase: '../model.ts#FraudCaseModel',
      Risk: '../model.ts#RiskModel',
    }),
    'client/generated/': {
      schema: clientSchema,
      documents: 'client/operations/*.graphql',
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        // The id under which the manifest below has it: what a client sends in place of the text.
        onExecutableDocumentNode: (document: DocumentNode) => ({ hash: idOf(document) }),
      },
      config: typesConfig,
    },
    'client/generated/persisted-operations.json': {
      schema: clientSchema,
      documents: 'client/operations/*.graphql',
      plugins: ['./client/codegen/persisted-operations.cjs'],
    },
    'client/generated/schema.graphql': { schema: clientSchema, plugins: ['./scripts/generate/client-schema.cjs'] },
  },
  hooks: {
    // The generator knows no `.ts` imports; the code here is run as it stands, so the extension must be there.
    beforeOneFileWrite: (_file: string, content: string) =>
      content.replace(/from (['"])(\.\.?\/[^'"]+)\1/g, (_whole, _quote, path: string) =>
        path.endsWith('.ts') ? `from '${path}'` : `from '${path.replace(/\.js$/, '')}.ts'`,
      ),
  },
};

export default config;
