import type { Change } from './change.ts';

/**
 * A changelog entry that a person wants to read: what is new, what changed, what goes, and nothing of descriptions.
 * Null where clients see no change. `changes` is null for the first publication.
 */
export function changelogEntry(day: string, changes: readonly Change[] | null): string | null {
  if (changes === null) return `## ${day}\n\nThe first published graph.\n`;
  const told = changes.filter(({ kind }) => kind !== 'DESCRIPTION_CHANGED');
  if (told.length === 0) return null;
  const sections: [string, (change: Change) => boolean][] = [
    ['Breaking', ({ severity }) => severity === 'breaking'],
    ['Deprecated', ({ kind }) => kind.endsWith('_DEPRECATED')],
    ['May surprise', ({ severity }) => severity === 'dangerous'],
    ['New', ({ kind, severity }) => severity === 'safe' && kind.endsWith('_ADDED')],
    ['Also', ({ kind, severity }) => severity === 'safe' && !/_ADDED$|_DEPRECATED$/.test(kind)],
  ];
  const lines = [`## ${day}`, ''];
  for (const [heading, belongs] of sections) {
    const own = told.filter(belongs);
    if (own.length > 0) lines.push(`**${heading}**`, '', ...own.map(({ message }) => `- ${message}`), '');
  }
  return lines.join('\n');
}
