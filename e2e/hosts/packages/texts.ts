// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** Lines of the shell blocks of a page that are marked with this word. @throws Error when there is none */
export function commandsOf(page: string, mark: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```sh ([\w-]+)\n([\s\S]*?)^```$/gm)].filter(([, word]) => word === mark);
  if (blocks.length === 0) throw new Error(`${page} has no commands marked ${mark}`);
  return blocks.flatMap(([, , lines = '']) => lines.trim().split('\n'));
}

/** The same package as a newer version whose conffiles have one more line. Returns its path. */
export function secondVersion(deb: string, directory: string, conffiles: string[]): string {
  const stage = mkdtempSync(join(directory, 'second-'));
  const out = join(directory, 'second.deb');
  try {
    execFileSync('dpkg-deb', ['-R', deb, join(stage, 'root')]);
    for (const file of conffiles) appendFileSync(join(stage, 'root', file), '# second version\n');
    const control = join(stage, 'root/DEBIAN/control');
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^(Version: .*)$/m, '$1.1'));
    // Who reads it reads it once.
    execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '-b', join(stage, 'root'), out], {
      stdio: 'ignore',
    });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return out;
}
