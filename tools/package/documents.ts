// SPDX-License-Identifier: Apache-2.0
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bashCompletion } from './completion.ts';
import { fillManPage } from './man.ts';
import type { PackageSpec } from './packages.ts';
import { programDocs } from './program-docs.ts';

/** Man pages of a stage: filled and compressed. @throws Error for a page of a program that nobody describes */
export async function finishManPages(stage: string, version: string): Promise<void> {
  const docs = await programDocs();
  for (const file of globSync('usr/share/man/man*/*.[1-8]', { cwd: stage })) {
    const path = join(stage, file);
    const doc = docs[basename(file).replace(/\.\d$/, '')];
    const text = readFileSync(path, 'utf8');
    // A page that only points at another one is `.so man8/x.8`.
    const filled = doc && !text.startsWith('.so ') ? fillManPage(text, doc, version) : text;
    if (/^\.\\" @/m.test(filled)) throw new Error(`${file}: there is no program to fill it from`);
    writeGzip(`${path}.gz`, filled);
    rmSync(path);
  }
}

/** `/usr/share/bash-completion/completions/NAME` for each program, also under its other names. */
export async function writeCompletions(
  stage: string,
  completions: PackageSpec['completions'] = {},
): Promise<void> {
  const docs = await programDocs();
  for (const [program, names] of Object.entries(completions)) {
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
