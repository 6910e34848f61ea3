// SPDX-License-Identifier: Apache-2.0
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { MAX_NOTE } from './cache-room.ts';
import type { Validators } from './fetch-http.ts';

/** What a download that broke off came with; a note that cannot be read is none. @param path of the download */
export function readPartialNote(path: string): Validators | undefined {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    const { etag, lastModified } = JSON.parse(readRegular(noteOf(path), MAX_NOTE).toString()) as Record<
      string,
      unknown
    >;
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return { etag: text(etag), lastModified: text(lastModified) };
  } catch {
    // Not there, or broken off: the download begins again.
    return undefined;
  }
}

export function writePartialNote(path: string, found: Validators): void {
  removePartialNote(path); // it may be of another account, or anything
  writeFileSync(noteOf(path), JSON.stringify(found), { flag: 'wx' });
}

export function removePartialNote(path: string): void {
  rmSync(noteOf(path), { force: true, recursive: true });
}

function noteOf(path: string): string {
  return `${path}.json`;
}
