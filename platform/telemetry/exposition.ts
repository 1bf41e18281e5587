/** One line to be: a name's suffix, label values in the order of the names, and the value. */
export interface Sample {
  readonly suffix?: string;
  readonly labels: readonly string[];
  /** A label that only this kind of sample has: `le` of a histogram's bucket. */
  readonly extra?: readonly [name: string, value: string];
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labelNames: readonly string[];
  readonly samples: Iterable<Sample>;
}

/** Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). `common` labels stand last. */
export function writeFamily(family: Family, common: Readonly<Record<string, string>>): string {
  const { name, labelNames } = family;
  const tail = Object.entries(common).map(([label, value]) => `${label}="${escapeValue(value)}"`);
  let text = `# HELP ${name} ${family.help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n# TYPE ${name} ${family.type}\n`;
  for (const { suffix = '', labels, extra, value } of family.samples) {
    const parts = labels.map((label, index) => `${labelNames[index]}="${escapeValue(label)}"`);
    if (extra) parts.push(`${extra[0]}="${extra[1]}"`);
    text += `${name}${suffix}{${[...parts, ...tail].join(',')}} ${value}\n`;
  }
  return text;
}

function escapeValue(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
