/** A line or an area of a chart; a null leaves a gap. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

/** What a chart says beside its lines. */
export interface ChartOptions {
  readonly title: string;
  readonly unit: string;
  /** Ticks below; the numbers themselves unless told. */
  readonly xTicks?: readonly (readonly [x: number, label: string])[];
  readonly xLabel: string;
  /** Latencies span orders of magnitude. */
  readonly logarithmic?: boolean;
}

const size = { width: 760, height: 260, left: 64, right: 16, top: 12, bottom: 40 };
/** Told apart by the colour-blind as well, on light and on dark (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a6d3b', '#7f7f7f'];

/** An SVG with one line a series, drawn without any script. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const points = series.flatMap((one) => one.points.filter((point): point is [number, number] => point[1] !== null));
  if (points.length === 0) return '';
  const xMin = Math.min(...points.map(([x]) => x));
  const xMax = Math.max(...points.map(([x]) => x), xMin + 1e-9);
  const highest = Math.max(...points.map(([, y]) => y), 1e-9);
  const lowest = options.logarithmic ? Math.max(0.1, Math.min(...points.map(([, y]) => y))) : 0;
  const yTicks = options.logarithmic ? decades(lowest, highest) : roundTicks(highest);
  const yMax = Math.max(highest, yTicks.at(-1)!);
  const yMin = options.logarithmic ? Math.min(lowest, yTicks[0]!) : 0;
  const scale = options.logarithmic ? Math.log10 : (value: number) => value;
  const x = (value: number) => size.left + ((value - xMin) / (xMax - xMin)) * (size.width - size.left - size.right);
  const y = (value: number) =>
    size.height -
    size.bottom -
    ((scale(Math.max(value, yMin || value)) - scale(yMin || 0)) / (scale(yMax) - scale(yMin || 0))) *
      (size.height - size.top - size.bottom);
  const xTicks =
    options.xTicks ??
    roundTicks(xMax)
      .filter((tick) => tick >= xMin)
      .map((tick) => [tick, number(tick)] as const);
  return chart(
    options,
    series.map(({ name }) => name),
    [
      ...yTicks.map((tick) => grid(y(tick), number(tick))),
      ...xTicks.map(([at, label]) => tickBelow(x(at), label)),
      ...series.map(
        (one, index) =>
          `<path d="${path(one.points, x, y)}" fill="none" stroke="${colourOf(index)}" stroke-width="1.8"/>`,
      ),
    ],
  );
}

/** A bar a row, its parts beside one another. */
export function barChart(
  rows: readonly { name: string; parts: readonly (readonly [name: string, value: number])[] }[],
  options: { title: string; unit: string },
): string {
  const names = [...new Set(rows.flatMap(({ parts }) => parts.map(([name]) => name)))];
  const widest = Math.max(...rows.map(({ parts }) => parts.reduce((sum, [, value]) => sum + value, 0)), 1e-9);
  const rowHeight = 30;
  const labelWidth = 150;
  const height = size.top + rows.length * rowHeight + 8;
  const body = rows.map(({ name, parts }, row) => {
    const top = size.top + row * rowHeight;
    let left = labelWidth;
    const bars = parts.map(([part, value]) => {
      const width = (value / widest) * (size.width - labelWidth - 90);
      const bar = `<rect x="${left.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="20" fill="${colourOf(names.indexOf(part))}"><title>${escapeHtml(part)}: ${number(value)} ${escapeHtml(options.unit)}</title></rect>`;
      left += width;
      return bar;
    });
    const total = parts.reduce((sum, [, value]) => sum + value, 0);
    return `<text x="${labelWidth - 8}" y="${top + 14}" text-anchor="end">${escapeHtml(name)}</text>${bars.join('')}<text x="${(left + 6).toFixed(1)}" y="${top + 14}">${number(total)}</text>`;
  });
  return figure(
    options,
    names,
    `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${escapeHtml(options.title)}">${body.join('')}</svg>`,
  );
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const colourOf = (index: number): string => colours[index % colours.length]!;

function chart(options: ChartOptions, names: readonly string[], body: readonly string[]): string {
  const middle = (size.left + size.width - size.right) / 2;
  const label = `<text x="${middle}" y="${size.height - 6}" text-anchor="middle">${escapeHtml(options.xLabel)}</text>`;
  return figure(
    options,
    names,
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(options.title)}">${body.join('')}${label}</svg>`,
  );
}

function figure({ title, unit }: { title: string; unit: string }, names: readonly string[], svg: string): string {
  const keys = names.map(
    (name, index) => `<span><i style="background:${colourOf(index)}"></i>${escapeHtml(name)}</span>`,
  );
  return `<figure><figcaption><b>${escapeHtml(title)}</b> <small>${escapeHtml(unit)}</small><div>${keys.join('')}</div></figcaption>${svg}</figure>`;
}

function grid(y: number, label: string): string {
  return `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" class="grid"/><text x="${size.left - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${label}</text>`;
}

function tickBelow(x: number, label: string): string {
  return `<text x="${x.toFixed(1)}" y="${size.height - size.bottom + 16}" text-anchor="middle">${escapeHtml(label)}</text>`;
}

function path(points: Series['points'], x: (value: number) => number, y: (value: number) => number): string {
  let pen = 'M';
  return points
    .flatMap(([at, value]) => {
      if (value === null) {
        pen = 'M';
        return [];
      }
      const step = `${pen}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return [step];
    })
    .join('');
}

/** Four to eight ticks from 0 to above the highest. */
function roundTicks(highest: number): number[] {
  const rough = highest / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough)!;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function decades(lowest: number, highest: number): number[] {
  const first = Math.floor(Math.log10(lowest));
  const last = Math.max(first + 1, Math.ceil(Math.log10(highest)));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

function number(value: number): string {
  if (value === 0) return '0';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
