// SPDX-License-Identifier: Apache-2.0
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Progress } from '@lava/kit/progress.ts';
import { type OwnFile, ownFile } from '../host/own-file.ts';
import { openRegular } from './part.ts';

interface Place {
  file: FileHandle;
  /** Bytes before it. */
  at: number;
}

/** Copies a file from a place in it to its end. @returns how many bytes that were, and their CRC-32 */
export async function copyBytes(
  progress: Progress,
  from: Place,
  to: Place,
): Promise<{ size: number; sum: number }> {
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  let size = 0;
  let sum = 0;
  for (;;) {
    progress.throwIfDone();
    const { bytesRead } = await from.file.read(chunk, 0, chunk.length, from.at + size);
    if (bytesRead === 0) return { size, sum };
    const bytes = chunk.subarray(0, bytesRead);
    sum = crc32(bytes, sum);
    for (let done = 0; done < bytesRead; )
      done += (await to.file.write(bytes, done, bytesRead - done, to.at + size + done)).bytesWritten;
    size += bytesRead;
  }
}

/**
 * One file of several, one behind the other.
 * @param to a path where nothing is
 */
export async function joinFiles(progress: Progress, files: readonly string[], to: string): Promise<OwnFile> {
  await using target = await open(to, 'wx', 0o600);
  let at = 0;
  for (const path of files) {
    await using source = await openRegular(path);
    at += (await copyBytes(progress, { file: source, at: 0 }, { file: target, at })).size;
  }
  return ownFile(to);
}
