// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { say } from '@lava/kit/task-line.ts';
import { whyNoHosts } from '../hosts/possible.ts';
import { writeBudgets } from './ledger.ts';
import { unfinishedLines } from './progress.ts';
import { filesToRunAgain, forgetOutcome, readOutcome } from './second-run.ts';

const root = join(import.meta.dirname, '../..');

interface Part {
  name: string;
  command: string[];
  env?: NodeJS.ProcessEnv;
}

interface Result {
  name: string;
  ok: boolean;
  seconds: number;
  /** Whether it was ended because of its time. */
  tooLong?: boolean;
}

/** The longest that one part may take, milliseconds: what hangs ends, and the results of the others are still shown. */
const PATIENCE = 80 * 60_000;

const CHECK = [process.execPath, join(root, 'tools/check.ts')];
const VITEST = [join(root, 'node_modules/.bin/vitest'), 'run'];

/**
 * `./lava test`: all lanes of tests, with the check next to them. `./lava test --quick [COMMIT]`: the quick check, and of
 * the lane `pure` what depends on files that differ from the commit (HEAD). `--slow`: what searches by chance does so for
 * minutes. `--write-budgets [TIMES]`: what the spec files took in the last run, or in the run of that file, becomes their
 * budget. Any other arguments are Vitest's own.
 */
export async function test(given: string[]): Promise<number> {
  const args = given.filter((arg) => arg !== '--slow');
  if (args.length < given.length) process.env.LAVA_SLOW = '1';
  if (args[0] === '--quick') return quick(args[1]);
  if (args[0] === '--write-budgets') {
    say(`tools/test/budgets.json: ${writeBudgets(root, args[1])} spec files have a budget of their own`);
    return 0;
  }
  if (args.length > 0) return (await run({ name: 'tests', command: [...VITEST, ...args] })).ok ? 0 : 1;
  return everything();
}

async function quick(commit = 'HEAD'): Promise<number> {
  const changed = ['--project', 'pure', '--changed', commit, '--passWithNoTests'];
  return verdict(
    await Promise.all([
      run({ name: 'check', command: [...CHECK, '--quick'] }),
      run({ name: 'tests of what changed', command: [...VITEST, ...changed] }),
    ]),
  );
}

async function everything(): Promise<number> {
  const withoutMachines = whyNoHosts();
  // The check measures the pages, and the tests open them.
  const build = await run({
    name: 'web build',
    command: [process.execPath, join(root, 'tools/web-build.ts')],
  });
  const lanes = withoutMachines === undefined ? [] : ['--project', '!machines'];
  // What a second run must repeat.
  process.env.LAVA_FAULT_SEED ??= String(randomInt(2 ** 31));
  forgetOutcome(root);
  const [check, tests] = await Promise.all([
    run({ name: 'check', command: CHECK }),
    run({ name: 'tests', command: [...VITEST, ...lanes] }),
  ]);
  if (tests.tooLong)
    say(['', `Ended after ${PATIENCE / 60_000} minutes.`, ...unfinishedLines(root)].join('\n'));
  const code = verdict([build, check, tests.ok ? tests : await runAgain(tests)]);
  if (withoutMachines !== undefined) say(`n/a  ${'lane machines'.padEnd(28)} ${withoutMachines}`);
  return code;
}

/** Spec files run next to each other; what failed there and passes by itself is a warning, and does not fail the run. */
async function runAgain(tests: Result): Promise<Result> {
  const outcome = readOutcome(root);
  const files = filesToRunAgain(outcome);
  if (files.length === 0) return tests;
  say(`\nOnce more, one by one: ${files.join(' ')}`);
  const command = [...VITEST, ...files, '--no-file-parallelism'];
  const again = await run({ name: 'tests', command, env: { LAVA_TEST_AGAIN: '1' } });
  if (!again.ok) return { ...tests, seconds: tests.seconds + again.seconds };
  say(`\nWARNING: failed next to other tests, and passed by themselves:`);
  for (const { line } of outcome?.failed ?? []) say(`  ${line}`);
  return { ...again, seconds: tests.seconds + again.seconds };
}

function verdict(results: Result[]): number {
  say('');
  for (const { name, ok, seconds } of results) {
    say(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  return results.every(({ ok }) => ok) ? 0 : 1;
}

async function run({ name, command: [program = '', ...args], env = {} }: Part): Promise<Result> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env, PATH: `${join(process.execPath, '..')}:${process.env.PATH}` },
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  return { name, ok: code === 0, seconds, tooLong: code === null && seconds * 1000 >= PATIENCE };
}
