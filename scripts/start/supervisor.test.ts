import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import type { ProcessPlan } from './processes.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

/** A well-behaved process, as platform/lifecycle makes them; TELL is a file it appends its life to. */
const good = `
import { appendFileSync } from 'node:fs';
const tell = (what) => appendFileSync(process.env.TELL, process.env.NAME + ' ' + what + ' ' + process.pid + '\\n');
tell('started');
process.on('SIGTERM', () => { tell('stopped'); process.exit(0); });
process.on('disconnect', () => process.exit(0));
setTimeout(() => { tell('ready'); process.send({ ready: true }); }, Number(process.env.READY_AFTER_MS ?? 0));
setInterval(() => {}, 1000);
`;

let folder: string;
let supervisor: Supervisor;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-supervisor-'));
  said = [];
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true });
});

function plan(name: string, source = good, environment: Record<string, string> = {}): ProcessPlan {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return { name, file, environment: { TELL: join(folder, 'lives.txt'), NAME: name, ...environment } };
}

function supervise(behind: ProcessPlan[], router: ProcessPlan): Supervisor {
  supervisor = createSupervisor({ behind, router, logs: folder, say: (line) => said.push(line), runtimeArguments: [] });
  return supervisor;
}

const lives = () => {
  const file = join(folder, 'lives.txt');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.map((line) => line.split(' ') as [string, string, string]);
};
const order = () => lives().map(([name, what]) => `${name} ${what}`);
const pidOf = (name: string) => Number(lives().findLast(([who, what]) => who === name && what === 'started')![2]);
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('the supervisor', () => {
  test('starts the router only when everything behind it is ready, and stops it first', async () => {
    supervise([plan('users', good, { READY_AFTER_MS: '300' }), plan('activity')], plan('router'));
    const ready: string[] = [];
    await supervisor.start((name, count, total) => ready.push(`${name} ${count}/${total}`));
    expect(ready).toEqual(['activity 1/3', 'users 2/3', 'router 3/3']);
    expect(order().indexOf('router started')).toBeGreaterThan(order().indexOf('users ready'));
    await supervisor.stop();
    const stopped = order().filter((line) => line.endsWith('stopped'));
    expect(stopped[0]).toBe('router stopped');
    expect(stopped.slice(1).sort()).toEqual(['activity stopped', 'users stopped']);
  });

  test('gives every process a group of its own, which a terminal’s Ctrl-C does not reach', async () => {
    supervise([], plan('router'));
    await supervisor.start(() => {});
    const pid = pidOf('router');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])).toBe(pid);
  });

  test('says why a process could not start, and leaves none of the others behind', async () => {
    const failing = `process.send({ failed: 'Port 1 is taken: set USERS_PORT.' }, () => process.exit(1));`;
    supervise([plan('users', failing), plan('activity')], plan('router'));
    await expect(supervisor.start(() => {})).rejects.toThrow('users could not start: Port 1 is taken: set USERS_PORT.');
    await supervisor.stop();
    expect(order()).not.toContain('router started');
    for (const [, , pid] of lives()) expect(isAlive(Number(pid))).toBe(false);
  });

  test('says what a process said last that ended before it was ready', async () => {
    supervise([], plan('router', `console.error('the last words'); process.exit(3);`));
    await expect(supervisor.start(() => {})).rejects.toThrow(
      `router could not start: it ended with code 3 (the last words); its log is ${folder}/router.log.`,
    );
  });

  test('starts a process again that was killed, and says so', async () => {
    supervise([plan('users')], plan('router'));
    await supervisor.start(() => {});
    process.kill(pidOf('users'), 'SIGKILL');
    await until(() => said.some((line) => line.includes('users is back')), 'the restart');
    expect(said[0]).toContain('users was ended by SIGKILL, unasked: it is started again');
    expect(order().filter((line) => line === 'users started')).toHaveLength(2);
  });

  test('gives up a process that ends again and again', async () => {
    const dying = `process.send({ ready: true }, () => process.exit(1));`;
    supervise([], plan('router', dying));
    await supervisor.start(() => {});
    expect(await supervisor.gaveUp).toBe(`router ended 6 times within a minute: read ${folder}/router.log.`);
  });

  test('keeps what a process says in its log, and repeats its warnings in few words', async () => {
    const talking = `
      const say = (level, msg) => console.log(JSON.stringify({ level, msg }));
      say(30, 'all is well');
      for (let time = 0; time < 20; time++) say(50, 'something failed');
      ${good}`;
    supervise([], plan('router', talking));
    await supervisor.start(() => {});
    await until(() => said.length >= 4, 'the warnings');
    await supervisor.stop();
    expect(said).toEqual([
      ...Array(3).fill('  ! router: something failed'),
      `  ! router: more of it in ${folder}/router.log`,
    ]);
    const kept = readFileSync(join(folder, 'router.log'), 'utf8');
    expect(kept).toContain('all is well');
    expect(kept.match(/something failed/g)).toHaveLength(20);
  });
});
