// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bundle } from '@lava/protocol/wire/messages.ts';
import { Spool } from '../records/spool.ts';
import { runFromTexts } from '../run-job.ts';
import { FactMask } from '../secrecy/fact-mask.ts';
import { defaultCacheDir } from './cache-dir.ts';
import { cancelSignals } from './cancel.ts';
import { exitStatus } from './exit-status.ts';

export interface WorkerOptions {
  id: string;
  /** `bundle.json` is in it; `records.ndjson` and `status.json` come into it. */
  jobDir: string;
  cacheDir: string | undefined;
}

/** Runs a job for the worker's daemon. Returns the exit status. */
export async function runForWorker({ id, jobDir, cacheDir }: WorkerOptions): Promise<number> {
  const cancel = cancelSignals(() => {
    const path = join(jobDir, 'cancel');
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  });
  const facts = new FactMask();
  process.on('uncaughtException', (error) => {
    // The daemon shows it in its own log, which more people read than the dictionary.
    process.stderr.write(`${facts.apply(error.stack ?? String(error))}\n`);
    process.exit(1);
  });
  const bundle = Bundle.parse(JSON.parse(readFileSync(join(jobDir, 'bundle.json'), 'utf8')));
  const spool = new Spool(join(jobDir, 'records.ndjson'), {
    mode: 0o600,
    limit: bundle.limits.logBytes,
    onTrouble: (error) => cancel.fail(error),
  });
  const status = await runFromTexts(
    { id, ...bundle },
    {
      workDir: join(jobDir, 'work'),
      cacheDir: cacheDir ?? defaultCacheDir(),
      sink: spool,
      facts,
      canceled: cancel.canceled,
      hurried: cancel.hurried,
    },
  );
  await spool.close();
  const path = join(jobDir, 'status.json');
  writeFileSync(`${path}.new`, JSON.stringify(status), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return exitStatus(status);
}
