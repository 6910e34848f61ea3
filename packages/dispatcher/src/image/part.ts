// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { OverlayEntry } from './tree.ts';

/** Bytes that are read in one go. */
const CHUNK = 1024 * 1024;

/** Opens a regular file of the worker for reading: no link, and nothing that could let the reader wait. */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new LavaError('artefact-invalid', `${path} is not a regular file`);
}

/** Files that are open while many parts of them are read one after another. */
export class Parts implements AsyncDisposable {
  #path = '';
  #file: FileHandle | undefined;

  /** Size of the content of an entry. */
  static size(entry: OverlayEntry): number {
    if (entry.kind === 'text') return entry.text.length;
    return entry.kind === 'file' ? entry.size : 0;
  }

  /** The content of an entry in chunks. */
  async *read(progress: Progress, entry: OverlayEntry): AsyncGenerator<Buffer> {
    if (entry.kind === 'text' && entry.text.length > 0) yield entry.text;
    if (entry.kind !== 'file') return;
    const file = await this.#open(entry.source);
    for (let done = 0; done < entry.size; ) {
      progress.throwIfDone();
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, entry.size - done));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, entry.at + done);
      if (bytesRead === 0)
        throw new LavaError('overlay-failed', `${entry.source} became shorter while it was read`);
      yield chunk.subarray(0, bytesRead);
      done += bytesRead;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }

  async #open(path: string): Promise<FileHandle> {
    if (this.#file && this.#path === path) return this.#file;
    await this.#file?.close();
    this.#file = undefined;
    this.#file = await openRegular(path);
    this.#path = path;
    return this.#file;
  }
}
