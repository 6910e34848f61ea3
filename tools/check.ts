// SPDX-License-Identifier: Apache-2.0
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkCommits, checkMessageFile } from './check/commits.ts';
import { checkFiles } from './check/files.ts';
import { checkImports } from './imports.ts';
import { checkBudget } from './web-budget.ts';
import { checkWords } from './words/check-words.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

/**
 * `./lava check [--fix] [--quick]`: format and lint, types, import rules, file rules, words, commits, generated files. The
 * programs run at the same time; each result is printed as it comes. `./lava check commits [FILE]`: only the messages of commits
 * that are not in `main`, or the one in the file, as Git's hook commit-msg has it.
 */
export async function check(args: string[]): Promise<number> {
  if (args[0] === 'commits') {
    const [, file] = args;
    return report('commits', file ? checkMessageFile(file) : checkCommits(root)) ? 0 : 1;
  }
  const fix = args.includes('--fix');
  const lint = ['check', '--error-on-warnings', ...(fix ? ['--write'] : [])];
  const programs = [
    run('lint and format', bin('biome'), lint),
    run('types', bin('tsc'), ['-p', 'tsconfig.json']),
    run('types of the web', bin('tsc'), ['-p', 'packages/web/tsconfig.json']),
    ...(args.includes('--quick')
      ? []
      : [run('generated files', process.execPath, ['tools/generate.ts', '--check'])]),
  ];
  const imports = checkImports(root, sources()).map((problem) => `${problem.file} ${problem.message}`);
  const own = [
    report('imports', imports),
    report('files', checkFiles(root, tracked())),
    report('words', checkWords(root, tracked())),
    report('commits', checkCommits(root)),
    report('size of the web pages', checkBudget()),
  ];
  return [...own, ...(await Promise.all(programs))].every(Boolean) ? 0 : 1;
}

function sources(): string[] {
  return tracked().filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
}

function tracked(): string[] {
  const out = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return out.split('\n').filter((file) => file && existsSync(join(root, file)));
}

function run(title: string, command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1' };
    execFile(
      command,
      args,
      { cwd: root, encoding: 'utf8', env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve(report(title, error ? [`${stdout}${stderr}`.trim() || error.message] : []));
      },
    );
  });
}

function report(title: string, problems: string[]): boolean {
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}\n`);
  for (const problem of problems) process.stdout.write(`     ${problem.replaceAll('\n', '\n     ')}\n`);
  return problems.length === 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await check(process.argv.slice(2));
