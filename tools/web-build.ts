// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const web = join(root, 'packages/web');

/** Builds the web pages when a source is newer than what was built, about 10 s. Returns what it did. */
export async function buildWeb(): Promise<'built' | 'fresh'> {
  const built = join(web, 'dist/index.html');
  const sources = [join(web, 'src'), join(root, 'packages/protocol/src'), join(root, 'package-lock.json')];
  const newest = Math.max(
    ...sources.map(newestChange),
    ...['index.html', 'vite.config.ts'].map((name) => newestChange(join(web, name))),
  );
  if (existsSync(built) && statSync(built).mtimeMs > newest) return 'fresh';
  const vite = join(root, 'node_modules/.bin/vite');
  // Also when a test builds them: with its NODE_ENV, React would be the one for development.
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
  };
  try {
    await promisify(execFile)(vite, ['build', '--logLevel', 'warn', web], {
      cwd: root,
      env,
      maxBuffer: 16 << 20,
    });
  } catch (error) {
    rmSync(built, { force: true }); // vite may have written pages that do not work, newer than any source
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`vite build failed:\n${stdout}${stderr}`, { cause: error });
  }
  return 'built';
}

function newestChange(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`web pages: ${await buildWeb()}\n`);
