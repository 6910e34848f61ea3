// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Files that are made from code: path, and what it should hold. They are committed, and `./lava check` compares. */
const GENERATED: Record<string, () => Promise<string>> = {
  'docs/reference/cli.md': async () => (await import('./generate/cli.ts')).cliReference(),
  'docs/reference/errors.md': async () => (await import('./generate/errors.ts')).errorReference(),
  'docs/reference/settings-worker.md': async () => (await import('./generate/settings.ts')).workerSettings(),
};

/** `./lava generate [--check]`; with `--check` nothing is written, and 1 means that something is stale. */
export async function generate(args: string[]): Promise<number> {
  const check = args.includes('--check');
  let stale = 0;
  for (const [path, make] of Object.entries(GENERATED)) {
    const file = join(root, path);
    const wanted = await make();
    if (read(file) === wanted) continue;
    stale++;
    process.stdout.write(check ? `${path} is stale: ./lava generate\n` : `${path}\n`);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
  }
  return check && stale > 0 ? 1 : 0;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // not made yet
  }
}

if (process.argv[1] === import.meta.filename) process.exitCode = await generate(process.argv.slice(2));
