// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { releaseLock, tryLock } from '@lava/kit/process/lock-file.ts';

const root = join(import.meta.dirname, '..');
const web = join(root, 'packages/web');
const dist = join(web, 'dist');

/** Where a build is made; on the file system of the pages. */
const work = join(root, '.lava/web');

/** A lock that another process holds is tried again after this time, milliseconds. */
const AGAIN = 200;

/**
 * Builds the web pages when a source is newer than what was built, about 10 s. They are there whole or not at all, also when
 * several processes build at the same time: one does, the others wait for it. Returns what it did.
 */
export async function buildWeb(): Promise<'built' | 'fresh'> {
  if (isFresh()) return 'fresh';
  mkdirSync(work, { recursive: true });
  const lock = join(work, 'lock');
  while (!tryLock(lock)) await setTimeout(AGAIN);
  try {
    if (isFresh()) return 'fresh';
    await build(join(work, 'new'));
    rmSync(join(work, 'old'), { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, join(work, 'old'));
    renameSync(join(work, 'new'), dist);
    return 'built';
  } finally {
    releaseLock(lock);
  }
}

function isFresh(): boolean {
  const built = join(dist, 'index.html');
  const sources = [join(web, 'src'), join(root, 'packages/protocol/src'), join(root, 'package-lock.json')];
  const files = ['index.html', 'vite.config.ts', 'early-plugin.ts'].map((name) => join(web, name));
  const newest = Math.max(...[...sources, ...files].map(newestChange));
  return existsSync(built) && statSync(built).mtimeMs > newest;
}

async function build(directory: string): Promise<void> {
  const vite = join(root, 'node_modules/.bin/vite');
  // Also when a test builds them: with its NODE_ENV, React would be the one for development.
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
  };
  try {
    await promisify(execFile)(vite, ['build', '--logLevel', 'warn', '--outDir', directory, web], {
      cwd: root,
      env,
      maxBuffer: 16 << 20,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`vite build failed:\n${stdout}${stderr}`, { cause: error });
  }
}

function newestChange(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`web pages: ${await buildWeb()}\n`);
