// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { makeQuick, type Quick } from './quick.ts';

const root = join(import.meta.dirname, '../..');

/** CommonJS libraries inside an ES module still call `require` and look next to their file. */
const COMMONJS = `import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url), __dirname = import.meta.dirname, __filename = import.meta.filename;`;

/**
 * Node's own modules are loaded where something of them is first used. As imports they would all be loaded at the start, and an
 * import of `node:http`, or only a look at what `node:util` has, also loads whatever these load on demand: half of the start of
 * `lava-run --describe`.
 */
const BUILTINS: Plugin = {
  name: 'builtins',
  setup(plugins) {
    const filter = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);
    plugins.onResolve({ filter }, ({ path }) => ({
      path: path.replace(/^node:/, ''),
      namespace: 'builtin',
    }));
    plugins.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: builtin(path) }));
  },
};

/** What is a function, a class, or an object with methods of its own (`node:events`, `node:process`) cannot be put off. */
function builtin(name: string): string {
  const load = `process.getBuiltinModule('node:${name}')`;
  const module: unknown = process.getBuiltinModule(`node:${name}`);
  if (typeof module !== 'object' || module === null || Object.getPrototypeOf(module) !== Object.prototype)
    return `module.exports = ${load};`;
  return `let loaded;
    const load = () => (loaded ??= ${load});
    for (const name of ${JSON.stringify(Object.getOwnPropertyNames(module))})
      Object.defineProperty(exports, name, {
        enumerable: true,
        get: () => load()[name],
        set: (value) => { load()[name] = value; },
      });`;
}

const OPTIONS: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  plugins: [BUILTINS],
  logLevel: 'warning',
  // A tenth of a start is reading the text of the program, and it is most of what a package of ours holds. Names stay.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
};

/**
 * Bundles programs into `DIR/lib/NAME.js`, one self-contained file each, so that a running one needs nothing of the files that
 * an upgrade replaces. What cannot be inside (native addons) goes to `DIR/node_modules`.
 * @param programs name → main source, relative to the repository
 * @param quick those of them that people wait for
 * @returns the source files that are inside, relative to the repository
 */
export async function bundle(
  dir: string,
  programs: Record<string, string>,
  version: string,
  quick: Readonly<Record<string, Quick>> = {},
): Promise<string[]> {
  const fileOf = (name: string) => (name in quick ? `${name}-program` : name);
  const options = { ...OPTIONS, external: ['zeromq', 'pg-native'], banner: { js: COMMONJS } };
  const { metafile } = await build({
    ...options,
    metafile: true,
    entryPoints: Object.entries(programs).map(([name, main]) => ({
      out: fileOf(name),
      in: join(root, main),
    })),
    outdir: join(dir, 'lib'),
    sourcemap: 'linked',
    sourcesContent: false,
  });
  for (const [name, spec] of Object.entries(quick))
    await makeQuick(name, join(root, programs[name] as string), join(dir, 'lib'), spec, options);
  // Scripts for devices are files, not modules: they are read from the program's directory.
  cpSync(join(root, 'packages/dispatcher/src/overlay/device'), join(dir, 'lib/device'), { recursive: true });
  writeFileSync(join(dir, 'package.json'), `${JSON.stringify({ name: 'lava', version, type: 'module' })}\n`);
  return Object.keys(metafile.inputs);
}

/**
 * The ZeroMQ library with the one prebuilt addon that the runtime loads.
 * @returns the copied files, relative to the repository
 */
export function copyZeromq(dir: string, arch: 'x64' | 'arm64'): string[] {
  const addons = join('zeromq/build/linux', arch, 'node');
  // Built for several runtimes by their ABI number; the loader takes the newest that is not newer than the runtime.
  const newest = globSync('glibc-*', { cwd: join(root, 'node_modules', addons) })
    .map((name) => ({ name, abi: Number(/\d+/.exec(name)?.[0]) }))
    .filter(({ abi }) => abi <= Number(process.versions.modules))
    .sort((a, b) => b.abi - a.abi)[0];
  if (!newest) throw new Error(`zeromq has no addon for Node.js ${process.version} on ${arch}`);
  const parts = [
    'zeromq/package.json',
    'zeromq/lib',
    'zeromq/build/manifest.json',
    join(addons, newest.name, 'addon.node'),
    'cmake-ts/package.json',
    'cmake-ts/build/loader.js',
  ];
  for (const part of parts) {
    const to = join(dir, 'node_modules', part);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, 'node_modules', part), to, {
      recursive: true,
      filter: (path) => !/\.(map|d\.ts)$/.test(path),
    });
  }
  return parts.map((part) => join('node_modules', part));
}

/**
 * The addon that opens terminals; only its addon loads the library.
 * @returns files of the library, relative to the repository
 */
export function copyPty(dir: string, arch: 'x64' | 'arm64'): string[] {
  const addon = `node_modules/@lydell/node-pty-linux-${arch}`;
  for (const part of ['package.json', 'pty.node']) {
    mkdirSync(join(dir, addon), { recursive: true });
    cpSync(join(root, addon, part), join(dir, addon, part));
  }
  return ['node_modules/@lydell/node-pty/package.json'];
}

/** Takes symbols away that only a debugger of the runtime itself would read: a seventh of its size. */
export function strip(dir: string): void {
  const files = globSync('{bin/node,**/*.node}', { cwd: dir }).map((file) => join(dir, file));
  if (files.length === 0) return;
  for (const file of files) chmodSync(file, 0o755);
  execFileSync('strip', ['--strip-unneeded', ...files]);
  for (const file of files) if (file.endsWith('.node')) chmodSync(file, 0o644);
}
