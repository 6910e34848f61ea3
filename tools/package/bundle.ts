// SPDX-License-Identifier: Apache-2.0
import { cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** CommonJS libraries inside an ES module still call `require` and look beside their file. */
const COMMONJS = `import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;`;

/**
 * Bundles programs into `DIR/lib/NAME.js`, one self-contained file each, so that a running one needs nothing of the files that
 * an upgrade replaces. What cannot be inside (the native addon of ZeroMQ) goes to `DIR/node_modules`.
 * @param programs name → main source, relative to the repository
 */
export async function bundle(dir: string, programs: Record<string, string>, version: string): Promise<void> {
  await build({
    entryPoints: Object.entries(programs).map(([out, main]) => ({ out, in: join(root, main) })),
    outdir: join(dir, 'lib'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['zeromq', 'pg-native'],
    banner: { js: COMMONJS },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  // Scripts for devices are files, not modules: they are read from beside the program.
  cpSync(join(root, 'packages/dispatcher/src/overlay/device'), join(dir, 'lib/device'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), `${JSON.stringify({ name: 'lava', version, type: 'module' })}\n`);
}

/** The ZeroMQ library with the one prebuilt addon that this machine loads. */
export function copyZeromq(dir: string, arch: 'x64' | 'arm64'): void {
  const from = join(root, 'node_modules');
  const to = join(dir, 'node_modules');
  for (const part of [
    'zeromq/package.json',
    'zeromq/LICENSE.txt',
    'zeromq/lib',
    'zeromq/build/manifest.json',
  ]) {
    cpSync(join(from, part), join(to, part), { recursive: true });
  }
  for (const part of ['package.json', 'build']) {
    cpSync(join(from, 'cmake-ts', part), join(to, 'cmake-ts', part), { recursive: true });
  }
  const addons = join('zeromq/build/linux', arch, 'node');
  for (const addon of globSync('{glibc-*,*}/addon.node', { cwd: join(from, addons) })) {
    if (!addon.startsWith('glibc-')) continue;
    mkdirSync(join(to, addons, addon, '..'), { recursive: true });
    cpSync(join(from, addons, addon), join(to, addons, addon));
  }
}
