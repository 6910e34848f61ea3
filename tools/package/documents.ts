// SPDX-License-Identifier: Apache-2.0
import {
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { COMPLETION_SCRIPTS } from '@lava/cli/completion/scripts.ts';
import { releaseDate } from './changelog.ts';
import { bashCompletion } from './completion.ts';
import { dateManPage, fillManPage } from './man.ts';
import type { PackageSpec } from './packages.ts';
import { programDocs } from './program-docs.ts';

/** Man pages of a stage: filled and compressed. @throws Error for a page of a program that nobody describes */
export async function finishManPages(stage: string, version: string): Promise<void> {
  const docs = await programDocs();
  for (const file of globSync('usr/share/man/man*/*.[1-8]', { cwd: stage })) {
    const path = join(stage, file);
    if (lstatSync(path).isSymbolicLink()) {
      symlinkSync(`${readlinkSync(path)}.gz`, `${path}.gz`);
      rmSync(path);
      continue;
    }
    const doc = docs[basename(file).replace(/\.\d$/, '')];
    const text = readFileSync(path, 'utf8');
    const dated = dateManPage(text, version, releaseDate());
    const filled = doc ? fillManPage(dated, doc) : dated;
    if (/^\.\\" @/m.test(filled)) throw new Error(`${file}: there is no program to fill it from`);
    writeGzip(`${path}.gz`, filled);
    rmSync(path);
  }
}

/**
 * `/usr/share/bash-completion/completions/NAME` for each program, also under its other names. `lava` completes itself, in
 * zsh and fish too.
 */
export async function writeCompletions(
  stage: string,
  completions: PackageSpec['completions'] = {},
): Promise<void> {
  const docs = await programDocs();
  for (const [program, names] of Object.entries(completions)) {
    if (program === 'lava') {
      write(join(stage, 'usr/share/bash-completion/completions/lava'), COMPLETION_SCRIPTS.bash);
      write(join(stage, 'usr/share/zsh/vendor-completions/_lava'), COMPLETION_SCRIPTS.zsh);
      write(join(stage, 'usr/share/fish/vendor_completions.d/lava.fish'), COMPLETION_SCRIPTS.fish);
      continue;
    }
    const doc = docs[program];
    if (!doc) throw new Error(`nobody describes ${program}`);
    for (const name of names)
      write(join(stage, 'usr/share/bash-completion/completions', name), bashCompletion(doc, names));
  }
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Without a time stamp, so that the same text gives the same file. */
export function writeGzip(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(text, { level: 9 }));
}
