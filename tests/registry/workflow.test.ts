import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { commands } from '../../registry/cli/commands.ts';
import { optionTexts } from '../../registry/cli/options.ts';

const file = '.github/workflows/schema-check.yml';
const { on, jobs } = parse(readFileSync(file, 'utf8'));
const steps: { run?: string; uses?: string; if?: string }[] = jobs.check.steps;
const runs = steps.flatMap(({ run }) => (run ? [run] : []));

test('the workflow is for pull requests here, and for other repositories', () => {
  expect(Object.keys(on)).toEqual(['workflow_call', 'pull_request']);
  const given = JSON.stringify(jobs);
  for (const input of Object.keys(on.workflow_call.inputs)) expect(given).toContain(`inputs.${input}`);
  // The caller's own checkout has no kith-schema in it.
  expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))).toHaveLength(2);
});

test('the workflow calls a program, a command and options that there are', () => {
  const calls = runs.filter((run) => run.includes('kith-schema'));
  expect(calls).toHaveLength(2);
  for (const call of calls) {
    const [, path, name] = /^node "\$TOOL\/(\S+)" (\w+)/.exec(call)!;
    expect(existsSync(path!)).toBe(true);
    const command = commands.find((one) => one.name === name)!;
    for (const [, option] of call.matchAll(/--([a-z-]+)/g)) {
      expect(Object.keys(optionTexts)).toContain(option);
      expect(command.options).toContain(option);
    }
  }
});
