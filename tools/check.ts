// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkImports } from './imports.ts';
import { checkBudget } from './web-budget.ts';

/** `./lava check [--fix] [--quick]`: format and lint, types, import rules, file rules, generated files. */
const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

export function check(args: string[]): number {
  const quick = args.includes('--quick');
  const results = [
    run('lint and format', bin('biome'), [
      'check',
      '--error-on-warnings',
      ...(args.includes('--fix') ? ['--write'] : []),
    ]),
    run('types', bin('tsc'), ['-p', 'tsconfig.json']),
    ...(existsSync(join(root, 'packages/web/tsconfig.json'))
      ? [run('types of the web', bin('tsc'), ['-p', 'packages/web/tsconfig.json'])]
      : []),
    report(
      'imports',
      checkImports(root, sources()).map((p) => `${p.file} ${p.message}`),
    ),
    report('files', checkFiles()),
    report('size of the web pages', checkBudget()),
    ...(!quick && existsSync(join(root, 'tools/generate.ts'))
      ? [run('generated files', process.execPath, ['tools/generate.ts', '--check'])]
      : []),
  ];
  return results.every(Boolean) ? 0 : 1;
}

function sources(): string[] {
  return tracked().filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
}

function tracked(): string[] {
  const out = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return out.split('\n').filter((file) => file && existsSync(join(root, file)));
}

/** Licence line, size limit and names. Generated files and data are exempt from the size limit. */
function checkFiles(): string[] {
  const problems: string[] = [];
  for (const file of tracked().filter((f) => /\.(tsx?|sh)$/.test(f))) {
    const text = readFileSync(join(root, file), 'utf8');
    if (!text.slice(0, 200).includes('SPDX-License-Identifier: Apache-2.0'))
      problems.push(`${file} lacks the SPDX line`);
    const lines = text.split('\n').length;
    const limit = file.endsWith('.spec.ts') ? 800 : 500;
    if (lines > limit && !file.includes('/generated/'))
      problems.push(`${file} has ${lines} lines; ${limit} at most`);
    const name = file.split('/').at(-1) ?? '';
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) problems.push(`${file} is not named in kebab-case`);
  }
  return problems;
}

function run(title: string, command: string, args: string[]): boolean {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const failed = result.status !== 0;
  return report(title, failed ? [`${result.stdout}${result.stderr}`.trim()] : []);
}

function report(title: string, problems: string[]): boolean {
  process.stdout.write(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${title}\n`);
  for (const problem of problems) process.stdout.write(`     ${problem.replaceAll('\n', '\n     ')}\n`);
  return problems.length === 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = check(process.argv.slice(2));
