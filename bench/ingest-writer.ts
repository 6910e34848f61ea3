// SPDX-License-Identifier: Apache-2.0
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { encodeRecord } from '@lava/protocol/record/record.ts';

/**
 * Stands in for `lava-run` in `./lava bench ingest`: what a board prints is there immediately, so that only the link and the
 * ingest are measured. With `every` it prints lines one by one instead, each with the time in it.
 */
interface Script {
  /** File with the job's whole log; must be on the same file system. */
  source?: string;
  /** Milliseconds between two lines, and how many. */
  every?: number;
  lines?: number;
}

const dir = process.argv[process.argv.indexOf('--job-dir') + 1] ?? '';
const bundle = JSON.parse(readFileSync(join(dir, 'bundle.json'), 'utf8')) as { definition: string };
const { source, every = 20, lines = 0 } = JSON.parse(bundle.definition) as Script;
const spool = join(dir, 'records.ndjson');

// A log of its own, there as a whole before anybody says go.
if (source !== undefined) {
  copyFileSync(source, join(dir, 'copying'));
  renameSync(join(dir, 'copying'), join(dir, 'records.new'));
}
const alive = setInterval(() => undefined, 1_000);
const watcher = watch(dir, () => void start());
let started = false;
await start();

async function start(): Promise<void> {
  if (started || !existsSync(join(dir, 'go'))) return;
  started = true;
  watcher.close();
  clearInterval(alive);
  if (source !== undefined) renameSync(join(dir, 'records.new'), spool);
  for (let line = 0; line < lines; line++) {
    await new Promise((resolve) => setTimeout(resolve, every));
    const msg = String(performance.timeOrigin + performance.now());
    appendFileSync(
      spool,
      `${encodeRecord({ dt: '2026-11-22T09:34:00.123456+00:00', lvl: 'target', msg })}\n`,
    );
  }
  writeFileSync(join(dir, 'status.new'), JSON.stringify({ health: 'complete' }));
  renameSync(join(dir, 'status.new'), join(dir, 'status.json'));
}
