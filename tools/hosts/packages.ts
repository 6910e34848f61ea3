// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianArch, ensureDebianPackages } from '../debian-packages.ts';
import { whyNoHosts } from './possible.ts';
import { baseRoot, SUITES } from './root.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, '../main.ts');

/** Where the packages of one run of the tests are, for all spec files; set by the set-up of the project `hosts`. */
const SHARED = 'LAVA_HOSTS_PACKAGES';

let own: string | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Paths of our Debian packages with this version; each is built once, by a process of its own, so that hosts can be set
 * up meanwhile.
 * @param names of packages, e.g. `lava-server`
 * @throws Error when the build fails
 */
export async function debsOf(version: string, ...names: string[]): Promise<string[]> {
  // One after the other: each takes a whole processor.
  const built = last.then(() => build(version, names));
  last = built.catch(() => undefined); // the caller gets the error
  return built;
}

async function build(version: string, names: string[]): Promise<string[]> {
  const directory = process.env[SHARED] ?? ownDirectory();
  const unlock = await lock(join(directory, 'lock'));
  try {
    return await buildMissing(directory, version, names);
  } finally {
    unlock();
  }
}

/** Against other spec files that run at the same time. */
async function lock(path: string): Promise<() => void> {
  const holder = spawn('flock', [path, '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return () => void holder.stdin.end();
}

async function buildMissing(directory: string, version: string, names: string[]): Promise<string[]> {
  const deb = (name: string) => `${name}_${version}_${name === 'lava' ? 'all' : debianArch()}.deb`;
  const missing = names.filter((name) => !existsSync(join(directory, deb(name))));
  if (missing.length > 0) {
    const work = mkdtempSync(join(directory, 'building-'));
    try {
      const args = [MAIN, 'package', '--out', work, '--version', version, ...packing(version), ...missing];
      await run(process.execPath, ['--disable-warning=ExperimentalWarning', ...args]);
      for (const name of missing) renameSync(join(work, deb(name)), join(directory, deb(name)));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return names.map((name) => join(directory, deb(name)));
}

/** What is published is looked at and measured as it is; versions after it are only installed, which is quicker without unpacking. */
function packing(version: string): string[] {
  const { version: own } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return version === own ? [] : ['--uncompressed'];
}

function ownDirectory(): string {
  if (own === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'lava-debs-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  return own;
}

/**
 * Global set-up of the project `hosts`: Debian's roots are made before two spec files need them at the same time, and what one file
 * has built of our packages, the next one takes.
 */
export async function setup(): Promise<() => void> {
  if (process.getuid?.() === 0) {
    await ensureDebianPackages(['hosts']);
    if (whyNoHosts() === undefined) for (const suite of SUITES) baseRoot(suite);
  }
  const made = mkdtempSync(join(tmpdir(), 'lava-debs-'));
  process.env[SHARED] = made;
  return () => {
    delete process.env[SHARED];
    rmSync(made, { recursive: true, force: true });
  };
}
