// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { encodeRecord, type JobRecord, type JobStatus } from '@lava/protocol/record/record.ts';
import { HOLD_FILE, WISH_FILE, WishFile } from '@lava/protocol/wire/hold-wish.ts';

/**
 * Far end for tests of the link: keeps the contract of `lava-run --job-dir` without a board. The job definition is JSON
 * that says what to do.
 */
export interface Script {
  /** Lines of log, each `line N`. */
  lines?: number;
  /** Milliseconds between two lines; absent: all in one write. */
  pause?: number;
  /** Bytes of noise on each line, which no compression makes smaller. */
  noise?: number;
  /** A result `suite/case-N` after each so many lines. */
  resultEvery?: number;
  /** Continue only when the file `go` is in the job's directory. */
  waitForGo?: boolean;
  /** Holds its board for so many seconds, or until it is wished that it ends. */
  hold?: number;
  /** Does not end at SIGTERM. */
  stubborn?: boolean;
  /** Leaves a process of its own session behind. */
  litter?: boolean;
  /** Kills itself after the lines, in the middle of a record. */
  die?: boolean;
}

const args = process.argv.slice(2);
const dir = args[args.indexOf('--job-dir') + 1] ?? '';
const bundle = JSON.parse(readFileSync(join(dir, 'bundle.json'), 'utf8')) as { definition: string };
const script = JSON.parse(bundle.definition) as Script;

process.on('SIGTERM', () => {
  if (!script.stubborn) end({ health: 'canceled', code: 'canceled', kind: 'canceled', message: 'canceled' });
});

if (script.litter) {
  spawn('setsid', ['sleep', '600'], { stdio: 'ignore' });
  spawn('sleep', ['600'], { stdio: 'ignore' });
}

let written = 0;
const lines = script.lines ?? 3;
if (script.pause === undefined) {
  write(lines);
  await next();
} else {
  for (let line = 0; line < lines; line++) {
    write(1);
    await new Promise((resolve) => setTimeout(resolve, script.pause));
  }
  await next();
}

async function next(): Promise<void> {
  if (script.die) {
    appendFileSync(join(dir, 'records.ndjson'), '{"dt":"torn');
    process.kill(process.pid, 'SIGKILL');
  }
  if (script.hold !== undefined) await hold(script.hold);
  if (script.waitForGo || script.stubborn) await go();
  end({ health: 'complete' });
}

/** As a hold of the dispatcher does it. */
async function hold(asked: number): Promise<void> {
  writeFileSync(join(dir, HOLD_FILE), JSON.stringify({ began: machineSeconds(), asked }));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!existsSync(join(dir, WISH_FILE))) continue;
    const wish = WishFile.parse(JSON.parse(readFileSync(join(dir, WISH_FILE), 'utf8')));
    if (wish.end !== undefined || machineSeconds() >= wish.until) return;
  }
}

function go(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 1_000);
    const look = () => {
      if (!existsSync(join(dir, 'go'))) return;
      clearInterval(alive);
      watcher.close();
      resolve();
    };
    const watcher = watch(dir, look);
    look();
  });
}

function write(count: number): void {
  let text = '';
  for (let i = 0; i < count; i++) {
    text += `${encodeRecord({ dt: now(), lvl: 'target', msg: `line ${written}${noise()}` })}\n`;
    written += 1;
    if (script.resultEvery && written % script.resultEvery === 0) {
      const msg = {
        definition: 'suite',
        case: `case-${written}`,
        result: 'pass' as const,
        measurement: String(written),
      };
      text += `${encodeRecord({ dt: now(), lvl: 'results', msg })}\n`;
    }
  }
  appendFileSync(join(dir, 'records.ndjson'), text);
}

function noise(): string {
  return script.noise ? ` ${randomBytes(script.noise / 2).toString('hex')}` : '';
}

function end(status: JobStatus): void {
  const result = status.health === 'complete' ? ('pass' as const) : ('fail' as const);
  const record: JobRecord = {
    dt: now(),
    lvl: 'results',
    msg: { definition: 'lava', case: 'job', result },
    status,
  };
  appendFileSync(join(dir, 'records.ndjson'), `${encodeRecord(record)}\n`);
  writeFileSync(join(dir, 'status.new'), JSON.stringify(status));
  renameSync(join(dir, 'status.new'), join(dir, 'status.json'));
  process.exit(0);
}

function now(): string {
  return `${new Date().toISOString().slice(0, 23)}000+00:00`;
}
