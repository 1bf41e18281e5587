import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createProgress } from './progress.ts';

function capture(isTTY: boolean) {
  let text = '';
  const output = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    }),
    { isTTY, columns: 60 },
  );
  return { output, text: () => text };
}

describe('progress', () => {
  test('is a plain line where a step begins, and one where it ends, where there is no terminal', async () => {
    const { output, text } = capture(false);
    const progress = createProgress(output, () => 0);
    await progress.step('Migrations', async (update) => {
      expect(text()).toBe('  … Migrations\n');
      update({ detail: '3 applied' });
    });
    expect(text()).toMatch(/^ {2}… Migrations\n {2}✓ Migrations: 3 applied +0\.0 s\n$/);
  });

  test('of a long step without a terminal is a line at every tenth, not oftener than every 2 seconds', async () => {
    const { output, text } = capture(false);
    let now = 0;
    const progress = createProgress(output, () => now);
    await progress.step('Population', async (update) => {
      for (let share = 0; share <= 100; share++) {
        now += 1000;
        update({ share: share / 100 });
      }
    });
    const lines = text().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.length).toBeLessThan(13);
    expect(lines[1]).toContain('10%');
  });

  test('on a terminal stays on one line until the step is done', async () => {
    const { output, text } = capture(true);
    const progress = createProgress(output, () => 0);
    await progress.step('Population', async (update) => update({ share: 0.5 }));
    expect(text().split('\n')).toHaveLength(2);
    expect(text()).toContain('\r');
    const drawn = text()
      .split('\r')
      .map((part) => part.replace('\u001b[2K', ''));
    expect(Math.max(...drawn.slice(0, -1).map((part) => part.length))).toBeLessThan(60);
  });

  test('marks a step that failed, and passes its error on', async () => {
    const { output, text } = capture(false);
    const progress = createProgress(output, () => 0);
    await expect(progress.step('Migrations', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(text()).toContain('✗ Migrations');
  });
});
