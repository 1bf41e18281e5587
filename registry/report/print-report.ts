import { counted } from './counted.ts';
import { type Finding, stages } from './finding.ts';

export const formats = ['text', 'json', 'markdown', 'github'] as const;
export type Format = (typeof formats)[number];

/** One verdict for all findings: it passes unless one is an error. */
export const passes = (findings: readonly Finding[]): boolean => !findings.some(({ level }) => level === 'error');

/** The check's answer as text to print, ending without a newline. */
export function printReport(findings: readonly Finding[], format: Format): string {
  const ordered = [...findings].sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
  switch (format) {
    case 'json':
      return JSON.stringify({ passes: passes(findings), findings: ordered }, null, 2);
    case 'markdown':
      return printMarkdown(ordered);
    case 'github':
      return [...ordered.map(printAnnotation), verdictLine(findings)].join('\n');
    case 'text':
      return [...ordered.map(printLine), verdictLine(findings)].join('\n');
  }
}

const signs = { error: '✗', warning: '!', note: '·' } as const;

function printLine({ stage, level, place, at, reason, affected, advice }: Finding): string {
  const where = at ? `${at}: ${place}` : place;
  const whom = affected.length > 0 ? ` Affected: ${shorten(affected)}.` : '';
  return `${signs[level]} ${stage}: ${where}: ${oneLine(reason)}${whom}${advice ? ` → ${advice}` : ''}`;
}

function printMarkdown(findings: readonly Finding[]): string {
  const told = findings.filter(({ level }) => level !== 'note');
  const notes = findings.length - told.length;
  const rows = told.map(
    ({ stage, level, place, at, reason, affected, advice }) =>
      `| ${level} | ${stage} | \`${place}\`${at ? ` (${at})` : ''} | ${cell(reason)} | ${cell(shorten(affected))} | ${cell(advice ?? '')} |`,
  );
  const table =
    rows.length > 0 ? ['', '| | stage | where | what | who | what to do |', '|---|---|---|---|---|---|', ...rows] : [];
  return [
    `### Schema check: ${verdictLine(findings)}`,
    ...table,
    '',
    notes === 0 ? 'Nothing else changed.' : `${counted(notes, 'more note')}: what is safe or allowed, and hints.`,
  ].join('\n');
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function printAnnotation({ stage, level, place, at, reason, affected, advice }: Finding): string {
  const command = { error: 'error', warning: 'warning', note: 'notice' }[level];
  const [, file, line] = /^([^,:]+):(\d+)/.exec(at ?? place) ?? [];
  const where = file ? ` file=${file},line=${line},title=schema ${stage}` : ` title=schema ${stage}`;
  const whom = affected.length > 0 ? ` Affected: ${shorten(affected)}.` : '';
  const text = `${file && !at ? '' : `${place}: `}${oneLine(reason)}${whom}${advice ? ` ${advice}` : ''}`;
  return `::${command}${where}::${text.replaceAll('%', '%25').replaceAll('\n', '%0A')}`;
}

function verdictLine(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  const numbers = (['error', 'warning', 'note'] as const).map((level) => counted(count(level), level)).join(', ');
  return passes(findings) ? `passed (${numbers})` : `FAILED (${numbers})`;
}

/** The first few of many. */
function shorten(affected: readonly string[]): string {
  const shown = affected.slice(0, 3).join('; ');
  return affected.length > 3 ? `${shown}; and ${affected.length - 3} more` : shown;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');
