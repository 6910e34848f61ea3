// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What we compare ourselves with: Debian's own Python with python3-jinja2 and python3-yaml, and the device types of the
 * Debian package lava-server. They are data to test with: never read by us, never part of the product.
 */
const PYTHON = '/usr/bin/python3';
const PROGRAM = join(import.meta.dirname, 'reference.py');
const CACHE = join(import.meta.dirname, '../../.lava/parity');

/** Either the thing, or why it cannot be had here. */
export type Availability<T> = { value: T; reason?: undefined } | { value?: undefined; reason: string };

let python: Availability<string> | undefined;
let deviceTypes: Availability<string> | undefined;

/** Debian's Python with both libraries; as root they are installed when missing. */
export function pythonReference(): Availability<string> {
  python ??= findPython();
  return python;
}

/** Directory with the device-type templates of Debian's lava-server, fetched once into `.lava/parity`. */
export function debianDeviceTypes(): Availability<string> {
  deviceTypes ??= fetchDeviceTypes();
  return deviceTypes;
}

/**
 * Runs one command of reference.py.
 *
 * @throws Error with Python's last words when the program itself fails
 */
export function runReference(command: string, request: unknown): unknown {
  const child = spawnSync(PYTHON, ['-I', PROGRAM, command], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (child.status !== 0) throw new Error(`reference.py ${command}: ${child.stderr || child.error}`);
  return JSON.parse(child.stdout);
}

function findPython(): Availability<string> {
  if (!existsSync(PYTHON)) return { reason: `no ${PYTHON} on this machine` };
  if (!hasLibraries()) {
    const installed = apt(['install', '-y', '--no-install-recommends', 'python3-jinja2', 'python3-yaml']);
    if (installed.reason)
      return { reason: `python3-jinja2 and python3-yaml are missing: ${installed.reason}` };
    if (!hasLibraries()) return { reason: `${PYTHON} does not find jinja2 and yaml` };
  }
  return { value: PYTHON };
}

function hasLibraries(): boolean {
  return spawnSync(PYTHON, ['-I', '-c', 'import jinja2, yaml']).status === 0;
}

function fetchDeviceTypes(): Availability<string> {
  const directory = join(CACHE, 'device-types');
  if (existsSync(directory)) return { value: directory };
  const work = join(CACHE, `fetch-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const download = apt(['download', 'lava-server'], work);
    if (download.reason) return { reason: `Debian's lava-server cannot be fetched: ${download.reason}` };
    const archive = readdirSync(work).find((name) => name.endsWith('.deb')) ?? '';
    if (spawnSync('dpkg', ['-x', archive, 'tree'], { cwd: work }).status !== 0) {
      return { reason: `dpkg cannot unpack ${archive}` };
    }
    const templates = join(work, 'tree/usr/share/lava-server/device-types');
    if (!existsSync(templates)) return { reason: `${archive} holds no device types` };
    moveInto(templates, directory);
    return { value: directory };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Another test process may have been faster: its copy is as good. */
function moveInto(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** Runs apt-get, once more after `apt-get update` when it fails at first: a fresh container has no lists. */
function apt(args: string[], cwd = '/'): { reason?: string } {
  if (spawnSync('apt-get', ['--version']).error) return { reason: 'there is no apt-get' };
  if (process.getuid?.() !== 0 && args[0] === 'install') return { reason: 'only root can install them' };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // One at a time: test processes run concurrently, and dpkg's own lock makes the second one fail.
  mkdirSync(CACHE, { recursive: true });
  const locked = (command: string[], timeout: number) =>
    spawnSync('flock', [join(CACHE, 'apt.lock'), 'apt-get', '-q', ...command], {
      cwd,
      env,
      encoding: 'utf8',
      timeout,
    });
  const run = () => locked(args, 240_000);
  let child = run();
  if (child.status !== 0 && process.getuid?.() === 0) {
    locked(['update'], 120_000);
    child = run();
  }
  if (child.status === 0) return {};
  return { reason: `apt-get ${args[0]}: ${(child.stderr || String(child.error)).trim().split('\n').at(-1)}` };
}
