// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PAGE = 'docs/contributing/add-a-method.md';

/** The parts of the tree that the walk-through touches or needs. */
const COPIED = [
  'packages/protocol',
  'packages/kit',
  'packages/yaml',
  'packages/jinja',
  'packages/dispatcher',
  'tools/generate',
];

/** A fence of the page that names a file: a new file, or a line that goes after another one. */
interface Edit {
  path: string;
  after?: string;
  text: string;
}

function editsOf(page: string): Edit[] {
  return [...page.matchAll(/^```\w+ (\S+)(?: after (.*))?\n([\s\S]*?)^```$/gm)].map(
    ([, path = '', after, text = '']) => ({
      path,
      text,
      ...(after !== undefined && { after }),
    }),
  );
}

function apply(tree: string, { path, after, text }: Edit): void {
  const file = join(tree, path);
  if (after === undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(after));
  if (at < 0) throw new Error(`${path} has no line with ${after}`);
  lines.splice(at + 1, 0, text.trimEnd());
  writeFileSync(file, lines.join('\n'));
}

/** Everything else is taken from the checkout as it is. */
function linkModules(tree: string): void {
  const modules = join(tree, 'node_modules');
  mkdirSync(join(modules, '@lava'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== '@lava' && !name.startsWith('.'))
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  for (const path of COPIED.filter((each) => each.startsWith('packages/')))
    symlinkSync(join(tree, path), join(modules, '@lava', path.split('/')[1] ?? ''));
}

describe(`the method that ${PAGE} adds`, { timeout: 180_000 }, () => {
  let tree = '';

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'lava-add-a-method-'));
    for (const path of COPIED) cpSync(join(ROOT, path), join(tree, path), { recursive: true });
    for (const path of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, path), join(tree, path));
    linkModules(tree);
    for (const edit of editsOf(readFileSync(join(ROOT, PAGE), 'utf8'))) apply(tree, edit);
    const generated = 'packages/dispatcher/src/generated/method-schemas.ts';
    const script = write(
      'generate.mjs',
      `import { writeFileSync } from 'node:fs';
       import { methodSchemas } from './tools/generate/method-schemas.ts';
       writeFileSync('${generated}', await methodSchemas());`,
    );
    expect(node(script)).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  function node(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  function write(name: string, text: string): string {
    writeFileSync(join(tree, name), text);
    return name;
  }

  it('does not exist without the page', () => {
    expect(existsSync(join(ROOT, 'packages/dispatcher/src/boot/knock'))).toBe(false);
  });

  it('plans', () => {
    const job = write(
      'job.yaml',
      'timeouts: {job: {minutes: 1}}\nactions: [{boot: {method: knock, word: a, prompts: [b]}}]\n',
    );
    const device = write('plan-device.yaml', 'actions: {boot: {methods: {knock: {times: 2}}}}\n');
    const ran = node('packages/dispatcher/src/main.ts', '--describe', 'json', '--device', device, job);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const [boot] = JSON.parse(ran.stdout) as { name: string; pipeline: { name: string }[] }[];
    expect(boot?.name).toBe('knock-boot');
    expect(boot?.pipeline.map(({ name }) => name)).toEqual([
      'connect-device',
      'reset-device',
      'knock',
      'auto-login-action',
    ]);
  });

  it('is judged, with the place of what is wrong', () => {
    const script = write(
      'judge.mjs',
      `import { validateJob } from './packages/dispatcher/src/schema.ts';
       const actions = 'actions:\\n- boot: {method: knok}\\n- boot: {method: knock, wrd: x}\\n';
       const { problems } = validateJob('job_name: a\\ndevice_type: a\\nvisibility: public\\ntimeouts: {job: {minutes: 1}}\\n' + actions);
       console.log(JSON.stringify(problems.map(({ message, hint, where }) => [where.line, message, hint])));`,
    );
    expect(JSON.parse(node(script).stdout)).toEqual([
      [6, 'no boot method is called `knok`', 'did you mean `knock`?'],
      [7, '`word` is missing', null],
      [7, '`wrd` is not a known key here', 'did you mean `word`?'],
    ]);
  });

  it('passes its own test, on the scripted board', () => {
    const spec = 'packages/dispatcher/src/boot/knock/knock.spec.ts';
    const config = write('vitest.config.mjs', `export default { test: { include: ['${spec}'] } };`);
    const ran = node(join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', tree, '--config', config);
    expect(ran.stdout + ran.stderr).toContain('1 passed');
    expect(ran.status).toBe(0);
  });

  it('runs', () => {
    const job = write(
      'run.yaml',
      'timeouts: {job: {minutes: 1}}\nactions: [{boot: {method: knock, word: sesame, prompts: ["open>"]}}]\n',
    );
    const main = 'packages/dispatcher/src/main.ts';
    const where = ['--output-dir', join(tree, 'out'), '--cache-dir', join(tree, 'cache')];
    const ran = node(main, '--device', 'device.yaml', '--job-id', '1', ...where, job);
    expect(ran.stdout + ran.stderr).toContain('Job finished correctly');
    expect(ran.stdout.match(/somebody says sesame/g)).toHaveLength(3);
    expect(ran.status).toBe(0);
  });

  it('has a page in the reference', () => {
    const script = write(
      'page.mjs',
      `import { methodPages } from './tools/generate/methods.ts';
       console.log((await methodPages()).get('boot-knock.md'));`,
    );
    const { stdout } = node(script);
    expect(stdout).toContain('| `word` | required | text | The word to send to the device. |');
    expect(stdout).toContain('  1.3 knock\n');
  });

  it('has types in order', () => {
    const folder = 'packages/dispatcher/src/boot/knock';
    const config = JSON.stringify({ extends: './tsconfig.json', include: [folder] });
    const ran = node(
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      write('tsconfig.knock.json', config),
    );
    expect(ran).toMatchObject({ status: 0, stdout: '' });
  });
});
