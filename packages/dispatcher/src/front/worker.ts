// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { Bundle } from '@lava/protocol/wire/messages.ts';
import { Spool } from '../records/spool.ts';
import { runFromTexts } from '../run-job.ts';
import { FactMask } from '../secrecy/fact-mask.ts';
import { defaultCacheDir } from './cache-dir.ts';
import { cancelSignals } from './cancel.ts';
import { exitStatus } from './exit-status.ts';
import { failOnUncaught } from './uncaught.ts';

export interface WorkerOptions {
  id: string;
  /** `bundle.json` is in it; `records.ndjson` and `status.json` come into it. */
  jobDir: string;
  cacheDir: string | undefined;
  /** Seconds. */
  cleanupTime?: number | undefined;
}

const FOR_GROUP = 0o027;

/** Runs a job for the worker's daemon. Returns the exit status. */
export async function runForWorker({ id, jobDir, cacheDir, cleanupTime }: WorkerOptions): Promise<number> {
  // Jobs may run under accounts of their own, and share the cache as a group.
  process.umask(FOR_GROUP);
  // An account without a name has no home of its own.
  if (!existsSync(homedir())) process.env.HOME = jobDir;
  const cancel = cancelSignals(() => {
    const path = join(jobDir, 'cancel');
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  });
  const facts = new FactMask();
  // The daemon shows it in its own log, which more people read than the dictionary.
  failOnUncaught(cancel.fail, (text) => facts.apply(text));
  const bundle = Bundle.parse(JSON.parse(readFileSync(join(jobDir, 'bundle.json'), 'utf8')));
  const spool = new Spool(join(jobDir, 'records.ndjson'), {
    mode: 0o600,
    limit: bundle.limits.logBytes,
    onTrouble: (error) => cancel.fail(error),
  });
  const ended = await runFromTexts(
    { id, ...bundle },
    {
      workDir: join(jobDir, 'work'),
      cacheDir: cacheDir ?? defaultCacheDir(),
      cleanupTime,
      sink: spool,
      facts,
      canceled: cancel.canceled,
      hurried: cancel.hurried,
    },
  );
  await spool.close();
  const status = spool.verdict(ended);
  try {
    replaceFile(join(jobDir, 'status.json'), JSON.stringify(status), { mode: 0o600, durable: false });
  } catch (error) {
    // The log has the status too; where neither could be written, the worker says how the job ended.
    process.stderr.write(`the status of the job cannot be written: ${(error as Error).message}\n`);
  }
  return exitStatus(status);
}
