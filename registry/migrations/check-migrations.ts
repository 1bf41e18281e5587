import type { Finding } from '../report/finding.ts';

/** One migration, as a file holds it. */
export interface Migration {
  /** The file's path, relative to the working folder. */
  readonly file: string;
  readonly sql: string;
}

/** Statements that lose data or that code deployed before them can't live with; each with what to do instead. */
const destructive: readonly { pattern: RegExp; what: string; advice: string }[] = [
  {
    pattern: /\bDROP\s+TABLE\b/i,
    what: 'drops a table',
    advice: 'Stop using it in one release and drop it in the next.',
  },
  {
    pattern: /\bDROP\s+COLUMN\b/i,
    what: 'drops a column',
    advice: 'Stop selecting it in one release and drop it in the next.',
  },
  { pattern: /\bTRUNCATE\b/i, what: 'empties a table', advice: 'Delete by batches, from a job that can be undone.' },
  {
    pattern: /\bRENAME\s+(COLUMN\b|TO\b)/i,
    what: 'renames what running code still asks for by its old name',
    advice: 'Add the new name, write both, move the readers, then drop the old.',
  },
  {
    pattern: /\bALTER\s+COLUMN\s+("?\w+"?)\s+(SET\s+DATA\s+)?TYPE\b/i,
    what: "changes a column's type, which rewrites the table under a lock",
    advice: 'Add a column of the new type, fill it by batches, move the readers, then drop the old.',
  },
  {
    pattern: /\bALTER\s+COLUMN\s+("?\w+"?)\s+SET\s+NOT\s+NULL\b/i,
    what: 'refuses rows that running code may still write without the value',
    advice: 'Write the value everywhere first, then add a NOT VALID check, validate it, and set NOT NULL.',
  },
  {
    pattern: /\bADD\s+COLUMN\s+(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b/i,
    what: 'adds a required column without a default, which running code does not write',
    advice: 'Add it with a default, or nullable.',
  },
  {
    pattern: /\bDROP\s+TYPE\b/i,
    what: 'drops a type',
    advice: 'Stop using it in one release and drop it in the next.',
  },
];

/**
 * Judges the migrations that aren't published yet: destructive statements, and columns dropped that code still selects.
 *
 * @param sources texts of the code that speaks to the database, by file
 */
export function checkMigrations(
  migrations: readonly Migration[],
  published: ReadonlySet<string>,
  sources: ReadonlyMap<string, string>,
): Finding[] {
  return migrations
    .filter(({ file }) => !published.has(file))
    .flatMap((migration) => statementsOf(migration.sql).flatMap((statement) => judge(migration, statement, sources)));
}

interface Statement {
  readonly line: number;
  readonly text: string;
}

function judge({ file }: Migration, { line, text }: Statement, sources: ReadonlyMap<string, string>): Finding[] {
  const place = `${file}:${line}`;
  const findings = destructive
    .filter(({ pattern }) => pattern.test(text))
    .map(
      ({ what, advice }): Finding => ({
        stage: 'migrations',
        level: 'error',
        place,
        reason: `It ${what}: ${oneLine(text)}`,
        affected: [],
        advice,
      }),
    );
  for (const [, column] of text.matchAll(/\bDROP\s+COLUMN\s+(?:IF\s+EXISTS\s+)?"?(\w+)"?/gi)) {
    // As it stands in SQL, or as Prisma's models name it.
    const named = new RegExp(`\\b(${column}|${camelCase(column!)})\\b`);
    const users = [...sources].filter(([, source]) => named.test(source)).map(([name]) => name);
    if (users.length > 0)
      findings.push({
        stage: 'migrations',
        level: 'error',
        place,
        reason: `Column '${column}' is dropped while code still names it.`,
        affected: users,
        advice: 'Take it out of the code first.',
      });
  }
  return findings;
}

const camelCase = (column: string): string => column.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Statements with the line each begins at; comments are left out, and bodies in dollar quotes are one statement. */
function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = [];
  let text = '';
  let line = 1;
  let start = 1;
  let quote: string | null = null;
  for (const token of sql.match(/--[^\n]*|\$\w*\$|'(?:[^']|'')*'|\n|[;]|[^\n;$'-]+|[$'-]/g) ?? []) {
    if (token.startsWith('--')) continue;
    if (/^\$\w*\$$/.test(token)) quote = quote === null ? token : quote === token ? null : quote;
    if (token === ';' && quote === null) {
      if (text.trim()) statements.push({ line: start, text: text.trim() });
      text = '';
    } else {
      if (text.trim() === '' && token.trim()) start = line;
      text += token;
    }
    line += token.split('\n').length - 1;
  }
  if (text.trim()) statements.push({ line: start, text: text.trim() });
  return statements;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 97)}…` : line;
}
