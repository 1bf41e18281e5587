import type { Manifest } from './read-manifests.ts';

type Labels = Readonly<Record<string, string>>;

/** How a policy or a monitor says which pods or Services it is about. */
export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values: readonly string[] }[];
}

/** Whether a selector is about what has these labels; an empty one is about everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`This test knows no operator ${operator}.`);
      return values.includes(labels[key]!);
    })
  );
}

/** The labels of a workload's pods. */
export const podLabelsOf = ({ spec }: Manifest): Labels => spec.template.metadata.labels;
