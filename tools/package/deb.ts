// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { debianChangelog, releaseDate } from './changelog.ts';
import { finishManPages, writeGzip } from './documents.ts';

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm', 'config'];
const DATA = ['templates', 'triggers'];

/**
 * Debian 12 has packages of the same names with versions like 2023.01; without an epoch an upgrade of the system would
 * put those in place of ours.
 */
const EPOCH = 1;

/** As Debian writes the version; names of files are without the epoch. */
export function debianVersion(version: string): string {
  return `${EPOCH}:${version}`;
}

/**
 * Packs a staged root into a Debian package. `source` holds `control` (with `@VERSION@` and `@ARCH@`), the maintainer scripts
 * and `root/`, which mirrors the target file system; every file below `/etc` is a conffile.
 * @param compress false for one that is installed once, on this machine
 * @returns path of the package
 */
export async function buildDeb(
  source: string,
  stage: string,
  out: string,
  version: string,
  arch: string,
  compress = true,
): Promise<string> {
  const control = readFileSync(join(source, 'control'), 'utf8');
  const name = /^Package: (.*)$/m.exec(control)?.[1] ?? '';
  const overlay = join(source, 'root');
  if (existsSync(overlay)) cpSync(overlay, stage, { recursive: true, verbatimSymlinks: true });
  await finishManPages(stage, version);
  const maintainer = /^Maintainer: (.*)$/m.exec(control)?.[1] ?? '';
  const doc = join(stage, 'usr/share/doc', name);
  writeGzip(join(doc, 'changelog.gz'), debianChangelog(name, debianVersion(version), maintainer));
  normalizeModes(stage);
  const meta = join(stage, 'DEBIAN');
  mkdirSync(meta);
  const files = globSync('**', { cwd: stage })
    .filter((f) => !f.startsWith('DEBIAN') && lstatSync(join(stage, f)).isFile())
    .sort();
  const size = Math.ceil(files.reduce((sum, file) => sum + lstatSync(join(stage, file)).size, 0) / 1024);
  const filled = control.replaceAll('@VERSION@', debianVersion(version)).replaceAll('@ARCH@', arch);
  writeFileSync(join(meta, 'control'), `${filled.trimEnd()}\nInstalled-Size: ${size}\n`);
  const conffiles = files.filter((file) => file.startsWith('etc/')).map((file) => `/${file}\n`);
  if (conffiles.length > 0) writeFileSync(join(meta, 'conffiles'), conffiles.join(''));
  writeFileSync(join(meta, 'md5sums'), files.map((file) => `${md5(join(stage, file))}  ${file}\n`).join(''));
  for (const name of [...SCRIPTS, ...DATA].filter((script) => existsSync(join(source, script)))) {
    cpSync(join(source, name), join(meta, name));
    chmodSync(join(meta, name), SCRIPTS.includes(name) ? 0o755 : 0o644);
  }
  const deb = join(out, `${name}_${version}_${/^Architecture: (.*)$/m.exec(filled)?.[1]}.deb`);
  const date = releaseDate();
  for (const file of globSync('**', { cwd: stage })) lutimesSync(join(stage, file), date, date);
  lutimesSync(stage, date, date);
  // gzip packs the runtime in seconds; xz would take a minute for a quarter less, and zstd is not what Debian's archive takes.
  const packing = compress ? ['-Zgzip', '-z6'] : ['-Znone'];
  execFileSync('dpkg-deb', ['--root-owner-group', ...packing, '--build', stage, deb], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(Math.floor(date.getTime() / 1000)) },
  });
  return deb;
}

/** Files 0644, directories and programs 0755, whatever the umask of the checkout. */
function normalizeModes(stage: string): void {
  for (const file of globSync('**', { cwd: stage })) {
    const path = join(stage, file);
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) continue;
    chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

function md5(path: string): string {
  return createHash('md5').update(readFileSync(path)).digest('hex');
}
