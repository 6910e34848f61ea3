// SPDX-License-Identifier: Apache-2.0
import { open } from 'node:fs/promises';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Allowance } from '../host/allowance.ts';
import { compressionOf, decompressed } from '../host/decompress.ts';
import { pathNames, quoted } from '../job/path.ts';
import { type TarEntry, TarReader } from './tar-reader.ts';
import { MOST_ENTRIES, type OverlayEntry, type OverlayTree } from './tree.ts';

export interface LoadTar {
  /** Name of the archive, for messages. */
  what: string;
  archive: string;
  /** The contents of its files are kept here: a new file. */
  spool: string;
  allowance: Allowance;
  /** Directory of the tree that it is unpacked into. */
  below?: string;
  /** Leading directories of its names that are left out. */
  strip?: number;
  warn(text: string): void;
}

/**
 * Unpacks a tar archive, compressed or not, into a tree: nothing of it is made on the worker but one file with the contents.
 * Devices and FIFOs are left out with a warning.
 * @throws LavaError `artefact-invalid`, `path-invalid` or `overlay-failed`, with the name of the entry
 */
export async function loadTar(progress: Progress, tree: OverlayTree, options: LoadTar): Promise<void> {
  const { what, archive, allowance, strip = 0 } = options;
  const reader = new TarReader(decompressed(progress, what, compressionOf(archive), archive), what);
  const spool = await open(options.spool, 'wx', 0o600);
  /** Files by their whole name in the archive, which hard links use. */
  const files = new Map<string, OverlayEntry>();
  let end = 0;
  let count = 0;
  try {
    for await (const entry of reader.entries()) {
      progress.throwIfDone();
      // Those that are left out or replaced count too.
      if (++count > MOST_ENTRIES)
        throw refused(entry.name, `is one too many: an archive may have ${MOST_ENTRIES} entries`);
      const whole = pathNames(entry.name, what);
      const made = await entryOf(entry);
      const name = whole.slice(strip).join('/');
      if (!made || (name === '' && whole.length <= strip)) continue;
      if (made.kind === 'file') files.set(whole.join('/'), made);
      tree.set(name, made, options.below, what);
    }
  } finally {
    await spool.close();
  }

  async function entryOf(entry: TarEntry): Promise<OverlayEntry | undefined> {
    const { kind, name, mode, uid, gid } = entry;
    switch (kind) {
      case 'directory':
        return { kind, mode, uid, gid };
      case 'link':
        return { kind, mode: 0o777, uid, gid, to: entry.linkName };
      case 'file':
        return { kind, mode, uid, gid, source: options.spool, ...(await store(entry)) };
      case 'hard link': {
        const known = files.get(pathNames(entry.linkName, what).join('/'));
        if (known?.kind !== 'file')
          throw refused(
            name,
            `is a hard link to ${quoted(entry.linkName)}, which is not an earlier file of the archive`,
          );
        allowance.take(known.size, `${what}, ${quoted(name)},`, 0);
        return known;
      }
      case 'sparse file':
        throw refused(name, 'is a sparse file; pack the archive without --sparse');
      case 'other':
        throw refused(name, 'is of a kind that is not known');
      case 'device':
      case 'fifo':
        options.warn(`${what}: ${quoted(name)} is a ${kind} and is left out`);
        return undefined;
    }
  }

  async function store(entry: TarEntry): Promise<{ at: number; size: number }> {
    allowance.take(entry.size, `${what}, ${quoted(entry.name)},`);
    const at = end;
    for await (const chunk of entry.data()) {
      progress.throwIfDone();
      for (let done = 0; done < chunk.length; )
        done += (await spool.write(chunk, done, chunk.length - done, end + done)).bytesWritten;
      end += chunk.length;
    }
    return { at, size: entry.size };
  }

  function refused(name: string, why: string): LavaError {
    return new LavaError('artefact-invalid', `${what}: ${quoted(name)} ${why}`);
  }
}
