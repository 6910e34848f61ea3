// SPDX-License-Identifier: Apache-2.0
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type CpioEntry, writeCpio } from '@lava/kit/cpio.ts';

/** A file of the overlay: its text, a file on the worker, a link, or an empty directory. */
export type OverlayEntry =
  | { kind: 'text'; mode: number; text: string | Uint8Array }
  | { kind: 'file'; mode: number; source: string }
  | { kind: 'link'; to: string }
  | { kind: 'directory' };

/**
 * Files to put onto a device, by path relative to its root. Kept in memory, apart from the files of repositories, so that
 * packing them needs no directory of its own.
 */
export class OverlayTree {
  readonly #entries = new Map<string, OverlayEntry>();

  get entries(): ReadonlyMap<string, OverlayEntry> {
    return this.#entries;
  }

  text(path: string, text: string | Uint8Array, mode = 0o644): void {
    this.#entries.set(clean(path), { kind: 'text', mode, text });
  }

  directory(path: string): void {
    this.#entries.set(clean(path), { kind: 'directory' });
  }

  file(path: string, source: string, mode: number): void {
    this.#entries.set(clean(path), { kind: 'file', mode, source });
  }

  /** Everything below a directory of the worker; links stay links, devices and sockets are left out. */
  addTree(path: string, source: string, skip: ReadonlySet<string> = new Set()): void {
    for (const name of readdirSync(source)) {
      if (skip.has(name)) continue;
      const from = join(source, name);
      const to = clean(posix.join(path, name));
      const stat = lstatSync(from);
      if (stat.isDirectory()) {
        this.directory(to);
        this.addTree(to, from);
      } else if (stat.isSymbolicLink()) {
        this.#entries.set(to, { kind: 'link', to: readlinkSync(from) });
      } else if (stat.isFile()) {
        this.file(to, from, stat.mode & 0o777);
      }
    }
  }

  /** Merges another tree over this one, below a directory of it. */
  addAll(other: OverlayTree, below = '/'): void {
    for (const [path, entry] of other.#entries) this.#entries.set(clean(posix.join(below, path)), entry);
  }

  /** As archive that can follow another one in a ramdisk. */
  cpio(): Buffer {
    return writeCpio([...this.#entries].map(([path, entry]) => cpioEntry(path, entry)));
  }
}

function cpioEntry(path: string, entry: OverlayEntry): CpioEntry {
  switch (entry.kind) {
    case 'text':
      return { path, mode: entry.mode, data: entry.text };
    case 'file':
      return { path, mode: entry.mode, data: readFileSync(entry.source) };
    case 'link':
      return { path, link: entry.to };
    case 'directory':
      return { path };
  }
}

/** Without leading `/`; `..` cannot leave the root. */
function clean(path: string): string {
  return posix.join('/', path).slice(1);
}
