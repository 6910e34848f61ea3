// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Files that are made from code: path, and what it should hold. They are committed, and `./lava check` compares. */
const GENERATED: Record<string, () => Promise<string>> = {
  'docs/reference/device-types.md': async () =>
    (await import('./generate/device-type-reference.ts')).deviceTypeReference(),
  'docs/reference/coverage.md': async () => (await import('./generate/coverage.ts')).coveragePage(),
  'docs/reference/cli.md': async () => (await import('./generate/cli.ts')).cliReference(),
  'docs/reference/errors.md': async () => (await import('./generate/errors.ts')).errorReference(),
  'docs/reference/job-states.md': async () => (await import('./generate/job-states.ts')).jobStates(),
  'docs/reference/manage.md': async () => (await import('./generate/manage.ts')).manageReference(),
  'docs/reference/permissions.md': async () =>
    (await import('./generate/permissions.ts')).permissionReference(),
  'docs/reference/settings-server.md': async () => (await import('./generate/settings.ts')).serverSettings(),
  'docs/reference/settings-worker.md': async () => (await import('./generate/settings.ts')).workerSettings(),
  'docs/reference/xmlrpc.md': async () => (await import('./generate/xmlrpc.ts')).xmlRpcReference(),
};

/** Code that is made from code; the other files may be made from it. */
const GENERATED_CODE: Record<string, () => Promise<string>> = {
  'packages/dispatcher/src/generated/method-schemas.ts': async () =>
    (await import('./generate/method-schemas.ts')).methodSchemas(),
  'packages/dispatcher/src/generated/unwritten-methods.ts': async () =>
    (await import('./generate/unwritten-methods.ts')).unwrittenMethods(),
};

/** Directories that hold nothing but files made from code: path, and the text of each file. */
const GENERATED_DIRECTORIES: Record<string, () => Promise<Map<string, string>>> = {
  'docs/reference/methods': async () => (await import('./generate/methods.ts')).methodPages(),
  'examples/plans': async () => (await import('./generate/plans.ts')).examplePlans(),
  'device-types/golden': async () => (await import('./generate/device-types.ts')).goldens(),
};

/** `./lava generate [--check]`; with `--check` nothing is written, and 1 means that something is stale. */
export async function generate(args: string[]): Promise<number> {
  const check = args.includes('--check');
  let stale = 0;
  const code = new Map<string, string | undefined>();
  for (const [path, make] of Object.entries(GENERATED_CODE)) code.set(path, await make());
  const { templatesOfTables } = await import('./generate/device-types.ts');
  for (const [file, text] of templatesOfTables()) code.set(`device-types/${file}`, text);
  stale += compare(code, check);
  const wanted = new Map<string, string | undefined>();
  for (const [path, make] of Object.entries(GENERATED)) wanted.set(path, await make());
  for (const [directory, make] of Object.entries(GENERATED_DIRECTORIES)) {
    for (const file of filesOf(directory)) wanted.set(`${directory}/${file}`, undefined);
    for (const [file, text] of await make()) wanted.set(`${directory}/${file}`, text);
  }
  stale += compare(wanted, check);
  return check && stale > 0 ? 1 : 0;
}

/** Writes what is stale, or with `check` only tells it. Returns how many are. */
function compare(wanted: ReadonlyMap<string, string | undefined>, check: boolean): number {
  const stale = [...wanted].filter(([path, text]) => read(path) !== text);
  for (const [path, text] of stale) {
    process.stdout.write(check ? `${path} is stale: ./lava generate\n` : `${path}\n`);
    if (!check) write(path, text);
  }
  return stale.length;
}

/** Undefined: the file must not exist. */
function write(path: string, text: string | undefined): void {
  const file = join(root, path);
  if (text === undefined) {
    rmSync(file);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(join(root, directory));
  } catch {
    return []; // not made yet
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined; // not made yet
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await generate(process.argv.slice(2));
