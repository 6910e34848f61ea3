// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { systemError } from './system-error.ts';
import { requireTool, runTool } from './tool.ts';

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
  const [name = '', ...args] = PROGRAMS[compression];
  const input = openSync(from, 'r');
  const output = openSync(to, 'w');
  let said = '';
  try {
    const child = spawn(requireTool(name), args, { stdio: [input, output, 'pipe'], signal: progress.signal });
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (status === 0) return;
  } finally {
    closeSync(input);
    closeSync(output);
  }
  if (/no space left/i.test(said))
    throw new LavaError('disk-full', `${what}: no space is left on the worker's disk`);
  throw notWhatItSays(what, compression, new Error(said.trim()));
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
  const output = createWriteStream(to);
  const result = await runTool(progress, ['unzip', '-p', from], {
    allowFailure: true,
    onStdout: (chunk) => output.write(chunk),
  });
  await new Promise<void>((resolve, reject) => {
    output.once('error', reject);
    output.end(() => resolve());
  });
  if (result.status !== 0) throw notWhatItSays(what, 'zip', new Error(result.stderr));
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
