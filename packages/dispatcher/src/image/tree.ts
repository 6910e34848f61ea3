// SPDX-License-Identifier: Apache-2.0
import type { Dirent } from 'node:fs';
import { lstat, opendir, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { linkTarget, pathNames, quoted } from '../job/path.ts';

/** Mode (permission bits with setuid, setgid and sticky) and owner on the device. */
export interface Owned {
  mode: number;
  uid: number;
  gid: number;
}

/** Content that is a part of a file on the worker: a regular file, never a link. */
export interface FilePart {
  source: string;
  /** Bytes from its start. */
  at: number;
  size: number;
}

/**
 * A file of the overlay: its text or a part of a file on the worker, a link, or a directory. An implied directory was never
 * asked for, but something is below it: where the device has it already, it stays as it is.
 */
export type OverlayEntry =
  | (Owned & { kind: 'text'; text: Buffer })
  | (Owned & { kind: 'file' } & FilePart)
  | (Owned & { kind: 'link'; to: string })
  | (Owned & { kind: 'directory'; implied?: true });

/** No useful overlay has more; a checkout of the Linux kernel has a third of it. */
export const MOST_ENTRIES = 300_000;

/** Characters of all its paths and links together: an archive can hold long ones in next to no space. */
const MOST_NAMES = 64 * 1024 ** 2;

/** Links that are followed one after another. */
const MOST_LINKS = 40;

const ROOT = { uid: 0, gid: 0 };

/** Directories that everybody may write to on each system. */
const OPEN = ['tmp', 'var/tmp'];

/**
 * Files to put onto a device, by path relative to its root, parents before children. Nothing of it is made on the worker:
 * links lead nowhere here, and an entry below a link or a file is refused, whoever brought the one and the other.
 */
export class OverlayTree {
  readonly #entries = new Map<string, OverlayEntry>();
  #names = 0;

  get entries(): ReadonlyMap<string, OverlayEntry> {
    return this.#entries;
  }

  /** Paths of the directories. */
  directories(): Set<string> {
    return new Set([...this.#entries].flatMap(([path, { kind }]) => (kind === 'directory' ? [path] : [])));
  }

  /** Targets of the links, by path. */
  links(): Map<string, string> {
    return new Map(
      [...this.#entries].flatMap(([path, each]) => (each.kind === 'link' ? [[path, each.to]] : [])),
    );
  }

  /** What is below one of its directories, as a tree; empty when there is no such directory. */
  below(directory: string): OverlayTree {
    const start = [...pathNames(directory, 'directory'), ''].join('/');
    if (start === '') return this;
    const tree = new OverlayTree();
    for (const [path, entry] of this.#entries)
      if (path.startsWith(start)) tree.#entries.set(path.slice(start.length), entry);
    return tree;
  }

  text(path: string, text: string | Uint8Array, mode = 0o644): void {
    this.set(path, { kind: 'text', mode, ...ROOT, text: Buffer.from(text) });
  }

  directory(path: string): void {
    this.set(path, { kind: 'directory', mode: 0o755, ...ROOT });
  }

  file(path: string, part: FilePart, mode: number): void {
    this.set(path, { kind: 'file', mode, ...ROOT, ...part });
  }

  /**
   * Puts an entry; a later one replaces an earlier one that is not a directory.
   * @param below directory of this tree that the path is relative to
   * @throws LavaError `path-invalid`; `overlay-failed` below a link or a file, in the place of a directory, or when there are too many
   */
  set(path: string, entry: OverlayEntry, below = '', what = 'overlay'): void {
    const names = [...pathNames(below, what), ...pathNames(path, what)];
    if (names.length === 0) {
      if (entry.kind === 'directory') return;
      throw new LavaError('path-invalid', `${what}: the path ${quoted(path)} names no file`);
    }
    if (entry.kind === 'link') linkTarget(entry.to, `${what}, link ${quoted(path)}`);
    for (let i = 1; i < names.length; i++) this.#parent(names.slice(0, i).join('/'), path, what);
    const place = names.join('/');
    const known = this.#entries.get(place);
    if (known && (known.kind === 'directory') !== (entry.kind === 'directory'))
      throw new LavaError(
        'overlay-failed',
        `${what}: ${quoted(path)} is a ${known.kind} already, and cannot become a ${entry.kind}`,
      );
    if (!known || !isImplied(entry)) this.#put(place, entry, what);
  }

  /** What is at a path, its links followed within this tree; undefined when there is nothing, or a link leads out of it. */
  resolve(path: string): OverlayEntry | undefined {
    const rest = pathNames(path, 'path').reverse();
    const at: string[] = [];
    for (let links = 0; rest.length > 0; ) {
      const name = rest.pop() ?? '';
      if (name === '..') {
        if (at.pop() === undefined) return undefined;
        continue;
      }
      if (name === '' || name === '.') continue;
      const entry = this.#entries.get([...at, name].join('/'));
      if (!entry) return undefined;
      if (entry.kind !== 'link') at.push(name);
      else if (entry.to.startsWith('/') || ++links > MOST_LINKS) return undefined;
      else rest.push(...entry.to.split('/').reverse());
    }
    return this.#entries.get(at.join('/'));
  }

  /** Everything below a directory of the worker, with root as its owner; links stay links. */
  async addTree(
    path: string,
    source: string,
    options: { skip?: ReadonlySet<string>; what: string; warn(text: string): void },
  ): Promise<void> {
    for await (const found of await opendir(source)) {
      if (options.skip?.has(found.name)) continue;
      await this.#addFound(`${path}/${found.name}`, join(source, found.name), found, options);
    }
  }

  /** Merges another tree over this one, below a directory of it. */
  addAll(other: OverlayTree, below = ''): void {
    for (const [path, entry] of other.#entries) this.set(path, entry, below);
  }

  /**
   * The same tree for a root that has symbolic links in the place of some directories: what is below one goes to where the
   * link leads.
   * @param links target by path
   */
  through(links: ReadonlyMap<string, string>): OverlayTree {
    const tree = new OverlayTree();
    for (const [path, entry] of this.#entries) {
      if (links.has(path)) continue;
      tree.set(behindLinks(path, links), entry);
    }
    return tree;
  }

  async #addFound(
    path: string,
    source: string,
    found: Dirent,
    { what, warn }: { what: string; warn(text: string): void },
  ): Promise<void> {
    pathNames(found.name, what);
    if (found.isDirectory()) {
      this.set(path, { kind: 'directory', mode: 0o755, ...ROOT }, '', what);
      await this.addTree(path, source, { what, warn });
    } else if (found.isSymbolicLink()) {
      this.set(path, { kind: 'link', mode: 0o777, ...ROOT, to: await readlink(source) }, '', what);
    } else if (found.isFile()) {
      const { mode, size } = await lstat(source);
      this.set(path, { kind: 'file', mode: mode & 0o777, ...ROOT, source, at: 0, size }, '', what);
    } else {
      warn(`${what}: ${quoted(found.name)} is not a file, directory or link, and is left out`);
    }
  }

  #parent(place: string, path: string, what: string): void {
    const parent = this.#entries.get(place);
    if (!parent) this.#put(place, this.#implied(place), what);
    else if (parent.kind !== 'directory')
      throw new LavaError(
        'overlay-failed',
        `${what}: ${quoted(path)} is below ${quoted(place)}, which is a ${parent.kind === 'link' ? 'link' : 'file'}`,
        { hint: 'give it a path below directories only' },
      );
  }

  /** Below a directory that is brought along, everything is. */
  #implied(place: string): OverlayEntry {
    const above = this.#entries.get(posix.dirname(place));
    const implied = above === undefined || isImplied(above);
    const mode = OPEN.includes(place) ? 0o1777 : 0o755;
    return { kind: 'directory', mode, ...ROOT, ...(implied && { implied }) };
  }

  #put(place: string, entry: OverlayEntry, what: string): void {
    if (this.#entries.size >= MOST_ENTRIES && !this.#entries.has(place))
      throw new LavaError(
        'overlay-failed',
        `${what} has more than ${MOST_ENTRIES} entries; ${quoted(place)} is one too many`,
      );
    if (!this.#entries.has(place)) this.#names += place.length;
    if (entry.kind === 'link') this.#names += entry.to.length;
    if (this.#names > MOST_NAMES)
      throw new LavaError(
        'overlay-failed',
        `${what} has more than ${MOST_NAMES} characters of names and links; ${quoted(place)} is one too many`,
      );
    this.#entries.set(place, entry);
  }
}

/** Whether what a device has in this place already stays as it is. */
export function isImplied(entry: OverlayEntry): boolean {
  return entry.kind === 'directory' && entry.implied === true;
}

/** A path whose directories are links, one after another. A link that leads out of the root, or in a circle, is not followed. */
function behindLinks(path: string, links: ReadonlyMap<string, string>): string {
  let names = path.split('/');
  for (let followed = 0, at = 1; at < names.length && followed < MOST_LINKS; ) {
    const target = links.get(names.slice(0, at).join('/'));
    if (target === undefined) {
      at++;
      continue;
    }
    const from = target.startsWith('/') ? [] : names.slice(0, at - 1);
    const to = posix.normalize([...from, target].join('/')).replace(/^\/+|\/+$/g, '');
    if (to === '' || to === '.' || to.startsWith('..')) return path;
    names = [...to.split('/'), ...names.slice(at)];
    followed++;
    at = 1;
  }
  return names.join('/');
}
