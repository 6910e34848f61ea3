// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, createReadStream, openSync, readSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Allowance } from './allowance.ts';
import { streamsOf } from './inherit.ts';
import { systemError } from './system-error.ts';
import { requireTool, runTool } from './tool.ts';

export type Compression = 'bz2' | 'gz' | 'xz' | 'zip' | 'zstd';

/** What xz may hold in memory; archives of `xz -9` need 65 MiB, a few bytes can ask for 4 GiB. */
const XZ_MEMORY = '--memlimit-decompress=512MiB';

/** Programs that read standard input; they are twice as fast as decoders in JavaScript. */
const PROGRAMS: Record<string, string[]> = {
  bz2: ['bzip2', '-dc'],
  lz4: ['lz4', '-dcq'],
  lzma: ['xz', '-dc', '--format=lzma', XZ_MEMORY],
  xz: ['xz', '-dc', '-T0', XZ_MEMORY],
  zstd: ['zstd', '-dcq'],
};

/** First bytes of compressed files. */
const MAGIC: [string, number[]][] = [
  ['gz', [0x1f, 0x8b]],
  ['bz2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lzma', [0x5d, 0x00, 0x00]],
];

/** Written as a hole. */
const ZEROS = Buffer.alloc(64 * 1024);

/** What its first bytes say of a file; undefined when it is not compressed, or in a way that nobody knows. */
export function compressionOf(path: string): string | undefined {
  const start = Buffer.alloc(6);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  return MAGIC.find(([, magic]) => magic.every((byte, i) => start[i] === byte))?.[0];
}

/**
 * Decompresses into a file; runs of zeros become holes.
 * @param what the artefact, for messages
 * @throws LavaError `decompress-failed` when the file is not what `compression` says; `artefact-invalid` when it becomes
 *   larger than allowed; `host-tool-missing`; `disk-full`
 */
export async function decompress(
  progress: Progress,
  what: string,
  compression: Compression,
  from: string,
  to: string,
  allowance: Allowance,
): Promise<void> {
  try {
    if (compression === 'zip') await checkZip(progress, what, from);
    await rm(to, { force: true, recursive: true });
    const file = await open(to, 'wx', 0o600);
    try {
      let size = 0;
      for await (const chunk of decompressed(progress, what, compression, from)) {
        const hole = isZero(chunk);
        allowance.take(chunk.length, what, hole ? 0 : chunk.length);
        for (let at = 0; !hole && at < chunk.length; )
          at += (await file.write(chunk, at, chunk.length - at, size + at)).bytesWritten;
        size += chunk.length;
      }
      await file.truncate(size);
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(to, { force: true });
    progress.throwIfDone();
    throw systemError(error, `${what} cannot be decompressed`);
  }
}

/** The content of a file, decompressed while it is read; as it is without a compression. */
export async function* decompressed(
  progress: Progress,
  what: string,
  compression: string | undefined,
  from: string,
): AsyncGenerator<Buffer> {
  const fd = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (compression === undefined || compression === 'gz') {
    const raw = createReadStream('', { fd, signal: progress.signal, highWaterMark: 256 * 1024 });
    yield* compression ? gunzipped(what, raw) : raw;
    return;
  }
  let child: ChildProcess;
  try {
    // unzip reads a name, as it must seek; the file is ours and so is its name.
    const [name = '', ...args] =
      compression === 'zip' ? ['unzip', '-P', '', '-p', from] : (PROGRAMS[compression] ?? []);
    child = spawn(requireTool(name), args, {
      stdio: streamsOf([fd, 'pipe', 'pipe']),
      signal: progress.signal,
      killSignal: 'SIGKILL',
    });
  } finally {
    closeSync(fd);
  }
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  try {
    yield* child.stdout as Readable;
    const status = await ended;
    progress.throwIfDone();
    if (status !== 0) throw notWhatItSays(what, compression, new Error(said.trim()));
  } finally {
    child.kill('SIGKILL');
  }
}

async function* gunzipped(what: string, raw: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    yield* raw.pipe(gunzip);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw notWhatItSays(what, 'gz', error);
    throw error;
  } finally {
    raw.destroy();
    gunzip.destroy();
  }
}

async function checkZip(progress: Progress, what: string, from: string): Promise<void> {
  const listed = await runTool(progress, ['unzip', '-Z1', from], { allowFailure: true });
  if (listed.status !== 0) throw notWhatItSays(what, 'zip', new Error(listed.stderr || listed.stdout));
  const names = listed.stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
  if (names.length !== 1)
    throw new LavaError(
      'artefact-invalid',
      `${what} is a zip archive with ${names.length} files; one is expected`,
    );
}

function isZero(chunk: Buffer): boolean {
  for (let at = 0; at < chunk.length; at += ZEROS.length) {
    const part = chunk.subarray(at, at + ZEROS.length);
    if (!part.equals(ZEROS.subarray(0, part.length))) return false;
  }
  return true;
}

function notWhatItSays(what: string, compression: string, cause: unknown): LavaError {
  return new LavaError(
    'decompress-failed',
    `${what} is not a complete ${compression} file: ${(cause as Error).message}`,
    {
      hint: 'compare `compression` in the job with what the file really is',
      cause,
    },
  );
}
