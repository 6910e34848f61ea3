// SPDX-License-Identifier: Apache-2.0
import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { openRegular } from '@lava/kit/fs/regular-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { systemError } from './system-error.ts';
import { runTool, saysDiskFull, type ToolResult, toolFailed } from './tool.ts';

export type Compression = 'bz2' | 'gz' | 'xz' | 'zip' | 'zstd';

/** Programs that read standard input; they are twice as fast as decoders in JavaScript. */
const PROGRAMS: Record<Exclude<Compression, 'gz' | 'zip'>, string[]> = {
  bz2: ['bzip2', '-dc'],
  xz: ['xz', '-dc', '-T0'],
  zstd: ['zstd', '-dcq'],
};

/**
 * @param what the artefact, for messages
 * @throws LavaError `decompress-failed` when the file is not what `compression` says; `host-tool-missing`; `disk-full`
 */
export async function decompress(
  progress: Progress,
  what: string,
  compression: Compression,
  from: string,
  to: string,
): Promise<void> {
  try {
    if (compression === 'gz') await gunzip(progress, what, from, to);
    else if (compression === 'zip') await unzip(progress, what, from, to);
    else await filter(progress, what, compression, from, to);
  } catch (error) {
    await rm(to, { force: true });
    progress.throwIfDone();
    throw systemError(error, `${what} cannot be decompressed`);
  }
}

async function gunzip(progress: Progress, what: string, from: string, to: string): Promise<void> {
  try {
    await pipeline(createReadStream(from), createGunzip({ chunkSize: 256 * 1024 }), createWriteStream(to), {
      signal: progress.signal,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw notWhatItSays(what, 'gz', error);
    throw error;
  }
}

async function filter(
  progress: Progress,
  what: string,
  compression: keyof typeof PROGRAMS,
  from: string,
  to: string,
): Promise<void> {
  const result = await intoFile(progress, PROGRAMS[compression], from, to);
  if (result.status !== 0) throw notWhatItSays(what, compression, new Error(result.stderr.trim()));
}

async function unzip(progress: Progress, what: string, from: string, to: string): Promise<void> {
  const listed = await runTool(progress, ['unzip', '-Z1', from], { allowFailure: true });
  if (listed.status !== 0) throw notWhatItSays(what, 'zip', new Error(listed.stderr || listed.stdout));
  const names = listed.stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
  if (names.length !== 1)
    throw new LavaError(
      'artefact-invalid',
      `${what} is a zip archive with ${names.length} files; one is expected`,
    );
  const result = await intoFile(progress, ['unzip', '-p', from], from, to);
  if (result.status !== 0) throw notWhatItSays(what, 'zip', new Error(result.stderr));
}

/**
 * Runs a program from one file into another: the data never comes through this process, so nothing is held in memory and a
 * full disk stops the program itself.
 * @throws LavaError `disk-full`
 */
async function intoFile(
  progress: Progress,
  command: readonly string[],
  from: string,
  to: string,
): Promise<ToolResult> {
  const stdin = openRegular(from);
  const stdout = openSync(to, 'w');
  try {
    const result = await runTool(progress, command, { stdin, stdout, allowFailure: true });
    if (result.status !== 0 && saysDiskFull(result)) throw toolFailed(command[0] ?? '', result);
    return result;
  } finally {
    closeSync(stdin);
    closeSync(stdout);
  }
}

function notWhatItSays(what: string, compression: string, cause: unknown): LavaError {
  return new LavaError(
    'decompress-failed',
    `${what} is not a whole ${compression} file: ${(cause as Error).message}`,
    {
      hint: 'compare `compression` in the job with what the file really is',
      cause,
    },
  );
}
