import { z } from 'zod';

const level = z.enum(['error', 'warning', 'note', 'off']);

/** The lint rules with their levels and settings; a project overrides them under `lint:` of its registry.yaml. */
export const lintRulesSchema = z
  .strictObject({
    /** Types PascalCase, fields and arguments camelCase, enum values UPPER_SNAKE_CASE, inputs end in `Input` or are filters. */
    naming: level.default('error'),
    /** Every type, field, argument, input field and enum value says what it is. */
    descriptions: level.default('warning'),
    /** A deprecation says why, and the day (YYYY-MM-DD) after which the element may go. */
    deprecations: level.default('error'),
    /** Root fields, and fields of an entity outside its keys, are nullable: a subgraph that is down costs its own fields only. */
    entityNullability: level.default('warning'),
    /** A `…Connection` has edges and pageInfo, its edge cursor and node, and a field that returns one takes first and after. */
    connections: level.default('error'),
    /** A @tag has one of the names in `tagNames`. */
    tags: level.default('error'),
    tagNames: z.array(z.string()).default([]),
  })
  .prefault({});

export type LintRules = z.infer<typeof lintRulesSchema>;
export type LintLevel = z.infer<typeof level>;
