// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '@lava/kit/fs/read-text.ts';
import type { Replayed } from '@lava/kit/leases/lease.ts';
import type { LavaError } from '@lava/protocol/error/error.ts';
import { dumpYaml } from '@lava/yaml/dump.ts';
import { Spool } from '../records/spool.ts';
import { TeeSink, TerminalSink } from '../records/terminal.ts';
import { CLEANUP_TIME, runFromTexts } from '../run-job.ts';
import { defaultCacheDir } from './cache-dir.ts';
import { cancelSignals } from './cancel.ts';
import { exitStatus } from './exit-status.ts';
import { OutputDirectory } from './output-directory.ts';
import { failOnUncaught } from './uncaught.ts';

export interface PersonOptions {
  id: string;
  jobFile: string;
  device: string;
  outputDir: string;
  dispatcher: string | undefined;
  env: string | undefined;
  envDut: string | undefined;
  cacheDir: string | undefined;
  json: boolean;
  /** Seconds. */
  cleanupTime: number | undefined;
}

/** Runs a job of files, LAVA's own command line; its log is on the terminal and in `logs.yaml`. Returns the exit status. */
export async function runForPerson(options: PersonOptions): Promise<number> {
  const { id, outputDir } = options;
  const cancel = cancelSignals(() => undefined);
  failOnUncaught(cancel.fail, (text) => text);
  const read = (path: string | undefined) => (path === undefined ? undefined : readText(path));
  let texts: Parameters<typeof runFromTexts>[0];
  let directory: OutputDirectory;
  try {
    texts = {
      id,
      definition: readText(options.jobFile),
      device: readText(options.device),
      dispatcher: read(options.dispatcher),
      env: read(options.env),
      envDut: read(options.envDut),
    };
    const { cleanupTime = CLEANUP_TIME / 1_000 } = options;
    directory = await OutputDirectory.take(outputDir, cleanupTime * 1_000, tellBefore);
  } catch (error) {
    const { message, code, hint } = error as Partial<LavaError>;
    process.stderr.write(`${message}\n${code === 'conflict' ? `${hint}\n` : ''}`);
    return 2;
  }
  const spool = new Spool(join(outputDir, 'logs.yaml'), {
    prefix: '- ',
    onTrouble: (error) => cancel.fail(error),
  });
  const ended = await runFromTexts(texts, {
    workDir: join(outputDir, 'work'),
    cacheDir: options.cacheDir ?? defaultCacheDir(),
    cleanupTime: options.cleanupTime,
    sink: new TeeSink(spool, new TerminalSink(options.json)),
    canceled: cancel.canceled,
    hurried: cancel.hurried,
  });
  await spool.close();
  await directory.release();
  const status = spool.verdict(ended);
  const { health, message, kind } = status;
  const result = {
    definition: 'lava',
    case: 'job',
    result: health === 'complete' ? 'pass' : 'fail',
    ...(health !== 'complete' && {
      error_msg: message,
      error_type: kind && kind.charAt(0).toUpperCase() + kind.slice(1),
    }),
  };
  writeFileSync(join(outputDir, 'result.yaml'), dumpYaml(result));
  return exitStatus(status);
}

/** A run before this one died. */
function tellBefore({ done, failed }: Replayed): void {
  for (const what of done)
    process.stderr.write(`the run before this one died: it did not ${what}; done now\n`);
  for (const { what, why } of failed)
    process.stderr.write(`the run before this one died: could not ${what}: ${why}\n`);
}
