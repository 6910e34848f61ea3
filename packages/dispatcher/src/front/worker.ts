// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { removeTree } from '@lava/kit/fs/remove-tree.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { Bundle } from '@lava/protocol/wire/messages.ts';
import { GroupCalls } from '../host/group-calls.ts';
import { LiveConsoles } from '../host/live/live-consoles.ts';
import { ConsoleSocket } from '../host/live/serve.ts';
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

/** Of what the daemon writes for this process, bytes. */
const MAX_FILE = 64 * 1024 * 1024;

/** Runs a job for the worker's daemon. Returns the exit status. */
export async function runForWorker({ id, jobDir, cacheDir, cleanupTime }: WorkerOptions): Promise<number> {
  // Jobs may run under accounts of their own, and share the cache as a group.
  process.umask(FOR_GROUP);
  // An account without a name has no home of its own.
  if (!existsSync(homedir())) process.env.HOME = jobDir;
  const temporary = useOwnTemporary(jobDir);
  const cancel = cancelSignals(() => reasonIn(join(jobDir, 'cancel')));
  const facts = new FactMask();
  // The daemon shows it in its own log, which more people read than the dictionary.
  failOnUncaught(cancel.fail, (text) => facts.apply(text));
  const bundle = Bundle.parse(JSON.parse(readRegular(join(jobDir, 'bundle.json'), MAX_FILE).toString()));
  const spool = new Spool(join(jobDir, 'records.ndjson'), {
    mode: 0o600,
    limit: bundle.limits.logBytes,
    onTrouble: (error) => cancel.fail(error),
  });
  const live = new LiveConsoles();
  const watched = await ConsoleSocket.open(jobDir, live).catch(() => undefined); // then nobody watches this job
  const ended = await runFromTexts(
    { id, ...bundle },
    {
      workDir: join(jobDir, 'work'),
      cacheDir: cacheDir ?? defaultCacheDir(),
      cleanupTime,
      sink: spool,
      facts,
      jobDir,
      calls: new GroupCalls(jobDir),
      live,
      canceled: cancel.canceled,
      hurried: cancel.hurried,
    },
  );
  watched?.close();
  await spool.close();
  // What cannot be removed goes with the job's directory, or is reported with it.
  await removeTree(temporary).catch(() => undefined);
  const status = spool.verdict(ended);
  try {
    replaceFile(join(jobDir, 'status.json'), JSON.stringify(status), { mode: 0o600, durable: false });
  } catch (error) {
    // The log has the status too; where neither could be written, the worker says how the job ended.
    process.stderr.write(`the status of the job cannot be written: ${(error as Error).message}\n`);
  }
  return exitStatus(status);
}

/**
 * From now on the usual place of temporary files, for this process and its programs, is in
 * the job's directory: nothing of it outlives the job, however that ends.
 */
function useOwnTemporary(jobDir: string): string {
  const path = join(jobDir, 'tmp');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    process.env.TMPDIR = path;
  } catch {
    // The disk is full: who writes to it next says so.
  }
  return path;
}

/** Undefined when nobody has written why. */
function reasonIn(path: string): string | undefined {
  try {
    return readRegular(path, MAX_FILE).toString().trim();
  } catch {
    return undefined;
  }
}
