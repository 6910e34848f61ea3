// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.ts';
import { whyNoHosts } from './hosts/possible.ts';
import { GUEST_ARCHES } from './payload/guest.ts';
import { getPayload } from './payload/payload.ts';
import { say, withTask } from './progress.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

interface Part {
  name: string;
  command: string[];
}

/** Most that one part may take, milliseconds. */
const PATIENCE = 30 * 60_000;

const VITEST = [bin('vitest'), 'run'];

/**
 * `./lava test`: sets up what the tests need, then checks, unit and component tests, the web's build and tests, the
 * end-to-end tests with real daemons, and those with whole machines where these can be made. `./lava test FILTER…` gives
 * the rest to vitest, after the same set-up.
 */
export async function test(args: string[]): Promise<number> {
  await prepare();
  if (args.length > 0) return run({ name: 'vitest', command: [...VITEST, ...args] });
  const withoutHosts = whyNoHosts();
  const results: { name: string; ok: boolean; seconds: number }[] = [];
  for (const part of parts(withoutHosts === undefined)) {
    say(`\n== ${part.name}`);
    const started = performance.now();
    const code = await run(part);
    results.push({ name: part.name, ok: code === 0, seconds: (performance.now() - started) / 1000 });
  }
  say('');
  for (const { name, ok, seconds } of results) {
    say(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  if (withoutHosts !== undefined) say(`skip ${'tests with whole machines'.padEnd(28)} ${withoutHosts}`);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

function parts(hosts: boolean): Part[] {
  const web = join(root, 'packages/web');
  return [
    { name: 'check', command: [process.execPath, join(root, 'tools/check.ts')] },
    { name: 'unit and component tests', command: [...VITEST, '--project', 'unit'] },
    ...(existsSync(join(web, 'vite.config.ts'))
      ? [{ name: 'web build', command: [bin('vite'), 'build', web] }]
      : []),
    { name: 'end-to-end tests', command: [...VITEST, '--project', 'e2e'] },
    ...(hosts ? [{ name: 'tests with whole machines', command: [...VITEST, '--project', 'hosts'] }] : []),
  ];
}

/** Debian packages and guests; tests of a guest that cannot be fetched skip themselves and say so. */
async function prepare(): Promise<void> {
  await ensureDebianPackages(['demo', 'test', ...(process.getuid?.() === 0 ? (['hosts'] as const) : [])]);
  for (const arch of GUEST_ARCHES) {
    await withTask(`guest ${arch}`, (task) => getPayload(arch, task)).catch(() => undefined); // shown by the task
  }
}

function run({ command: [program = '', ...args] }: Part): Promise<number> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env.PATH}` },
    // A test that hangs ends with its part, and what the other parts found is still told.
    ...{ timeout: PATIENCE, killSignal: 'SIGKILL' as const },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
