// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRecord, type JobRecord, type JobStatus } from '@lava/protocol/record/record.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { openBoard } from './board.ts';

/**
 * The far end of the web tests: keeps the contract of `lava-run --job-dir` without a board, so that what a page shows is
 * known to the letter. What it does is in the job's metadata, under `script`.
 */
export interface Script {
  /** Lines of the device, `line N`, in the test step. */
  lines?: number;
  /** Characters of one very long line. */
  wide?: number;
  /** Told by the line before the last. */
  last?: string;
  /** A fact of the device, in a line that others read without it. */
  fact?: string;
  /** The job fails after its lines, with this message and 300 lines after it. */
  fail?: string;
  /** The lab fails instead, with this message, so that the job may be tried again. */
  broken?: string;
  /** Wait after the lines until somebody cancels the job. */
  hold?: boolean;
  /** A console that repeats what is typed. */
  console?: boolean;
}

const dir = process.argv[process.argv.indexOf('--job-dir') + 1] ?? '';
const bundle = JSON.parse(readFileSync(join(dir, 'bundle.json'), 'utf8')) as { definition: string };
const job = loadYaml(bundle.definition) as { metadata?: { script?: Script } };
// Without one it is a lease.
const script = job.metadata?.script ?? { hold: true, console: true };

/** Records that wait to be written, and how many were made. */
let text = '';
let made = 0;

process.on('SIGTERM', () =>
  end({ health: 'canceled', code: 'canceled', kind: 'canceled', message: 'canceled' }),
);

step('1', 'tmpfs-deploy', () => {
  step('1.1', 'http-download', () => add({ lvl: 'debug', msg: 'downloading http://127.0.0.1/kernel' }), 0);
  result({ definition: 'lava', case: 'http-download', result: 'pass', duration: '0.10' });
});
step('2', 'boot-image-retry', () => {
  add({ lvl: 'target', msg: '[\u001b[0;32m  OK  \u001b[0m] Started <b>bold & safe</b>' });
  add({ lvl: 'target', msg: 'evil \u202etxt.exe \u0007 <img src=x onerror=alert(1)>' });
  add({ lvl: 'warning', msg: 'the prompt is a little unspecific' });
});
step('3', 'lava-test-retry', test);
if (script.hold) {
  flush();
  if (script.console)
    await openBoard(dir, (line) => appendFileSync(join(dir, 'records.ndjson'), `${line}\n`));
  // Keeps the process alive until the signal.
  setInterval(() => undefined, 60_000);
} else if (script.broken) {
  add({ lvl: 'error', msg: script.broken });
  end({ health: 'incomplete', code: 'connection-closed', kind: 'infrastructure', message: script.broken });
} else if (script.fail) {
  add({ lvl: 'error', msg: script.fail });
  for (let line = 0; line < 300; line++) add({ lvl: 'debug', msg: `cleaning up ${line}` });
  end({ health: 'incomplete', code: 'job-timeout', kind: 'job', message: script.fail });
} else end({ health: 'complete' });

function test(): void {
  const start = made;
  for (let line = 0; line < (script.lines ?? 3); line++) add({ lvl: 'target', msg: `line ${line}` });
  if (script.wide) add({ lvl: 'target', msg: 'w'.repeat(script.wide) });
  if (script.fact)
    add({ lvl: 'debug', msg: 'Calling: pdu <device>', private: { msg: `Calling: pdu ${script.fact}` } });
  if (script.last) add({ lvl: 'target', msg: script.last });
  result({ definition: '0_smoke', case: 'uname', result: 'pass', starttc: start, endtc: made });
  result({
    ...{ definition: '0_smoke', set: 'speed', case: 'copy', result: 'fail' as const },
    ...{
      measurement: '123456789.123456789',
      units: 'MB/s',
      reference: 'https://example.org/copy',
      starttc: start,
      endtc: made,
    },
  });
}

function step(level: string, name: string, body: () => void, duration = 0.1): void {
  add({ lvl: 'info', msg: `start: ${level} ${name}`, step: { event: 'start', level, name, timeout: 60 } });
  body();
  add({
    lvl: 'info',
    msg: `end: ${level} ${name}`,
    step: { event: 'end', level, name, duration, ok: true },
  });
}

function result(msg: JobRecord['msg']): void {
  add({ lvl: 'results', msg });
}

function add(record: Omit<JobRecord, 'dt'>): void {
  text += `${encodeRecord({ dt: `${new Date().toISOString().slice(0, 23)}000+00:00`, ...record })}\n`;
  made++;
  if (text.length > 4 << 20) flush();
}

function flush(): void {
  appendFileSync(join(dir, 'records.ndjson'), text);
  text = '';
}

function end(status: JobStatus): void {
  const verdict = status.health === 'complete' ? ('pass' as const) : ('fail' as const);
  add({ lvl: 'results', msg: { definition: 'lava', case: 'job', result: verdict }, status });
  flush();
  writeFileSync(join(dir, 'status.new'), JSON.stringify(status));
  renameSync(join(dir, 'status.new'), join(dir, 'status.json'));
  process.exit(0);
}
