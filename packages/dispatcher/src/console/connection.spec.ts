// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { Connection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { container, leaveOf } from './leave.ts';
import { fixedPattern, pattern } from './pattern.ts';

const progress = Progress.root();

function logOf() {
  const records: JobRecord[] = [];
  const write = (line: string) => void records.push(JSON.parse(line) as JobRecord);
  const log = new JobLog(
    { write, flush: async () => {}, backlog: 0, lost: 0 },
    new RecordClock(),
    new Mask([]),
  );
  return { log, shown: () => records.map(({ lvl, msg }) => `${lvl} ${msg}`) };
}

function open(command: string[], log: JobLog, more: Partial<ConnectionOptions> = {}) {
  return Connection.open(progress, command, { name: 'child', namespace: 'common', log, ...more });
}

describe('a connection', () => {
  it('types lines and waits for answers, both in the log in their order', async () => {
    const { log, shown } = logOf();
    const connection = await open(['sh', '-c', 'printf "name? "; read n; echo "hello $n"; cat'], log);
    await connection.expect(progress, [pattern('name\\? ')]);
    await connection.sendLine(progress, 'box');
    await connection.expect(progress, [pattern('hello box')]);
    await connection.close();
    expect(shown()).toEqual(['target name? ', 'input box', 'target box', 'target hello box']);
  });

  it('waits before each character where the device needs it', async () => {
    const { log } = logOf();
    const connection = await open(['cat'], log);
    connection.characterDelay = 10;
    const started = performance.now();
    await connection.sendLine(progress, '12345');
    await connection.expect(progress, [pattern('12345')]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(50);
    await connection.close();
  });

  it('says why it was closed, with what the program said', async () => {
    const { log, shown } = logOf();
    const connection = await open(['sh', '-c', 'echo device; echo "wrong option" >&2; exit 3'], log, {
      separateErrors: true,
      closedCode: 'qemu-failed',
    });
    await expect(connection.expect(progress, [pattern('never')])).rejects.toMatchObject({
      code: 'qemu-failed',
      message: 'child ended with status 3: wrong option',
    });
    expect(shown()).toContain('warning child: wrong option');
  });

  it('that somebody killed is the fault of the lab', async () => {
    const { log } = logOf();
    const connection = await open(['sleep', '600'], log, { closedCode: 'qemu-failed' });
    process.kill(connection.pid ?? 0, 'SIGKILL');
    await expect(connection.expect(progress, [pattern('never')])).rejects.toMatchObject({
      code: 'connection-closed',
      kind: 'infrastructure',
    });
  });

  it('to a program that is not there says so', async () => {
    const { log } = logOf();
    await expect(open(['no-such-program'], log)).rejects.toMatchObject({ code: 'host-tool-missing' });
  });

  it('ends a child that ignores being asked', async () => {
    const { log } = logOf();
    const connection = await open(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.1; done'], log);
    await connection.expect(progress, [pattern('ready')]);
    await connection.close();
    await connection.close();
    expect(() => process.kill(connection.pid ?? 0, 0)).toThrow();
  });

  it('to another device is feedback, while one is worked with', async () => {
    const { log, shown } = logOf();
    const main = await open(['sh', '-c', 'sleep 0.3; echo done'], log);
    const other = await open(['sh', '-c', 'echo meanwhile; cat'], log, { namespace: 'other' });
    await main.expect(progress, [pattern('done')]);
    await Promise.all([main.close(), other.close()]);
    expect(shown()).toContain('feedback meanwhile');
  });

  it('is a terminal of 80 × 24 that the program leads the session of', async () => {
    const { log } = logOf();
    const connection = await open(['sh', '-c', 'tty </dev/tty; stty size; ps -o sid= -o pgid= -p $$'], log);
    const { parts } = await connection.expect(progress, [fixedPattern(/tty\r\n24 80\r\n *(\d+) +(\d+)/g)]);
    expect(parts.slice(1)).toEqual([String(connection.pid), String(connection.pid)]);
    await connection.close();
  });

  it('takes all of what a program says last, also while nobody reads', async () => {
    const { log, shown } = logOf();
    const connection = await open(['sh', '-c', 'seq 1 5000; echo last words'], log);
    await connection.expect(progress, [pattern('last words')]);
    await expect(connection.expect(progress, [pattern('more')])).rejects.toMatchObject({
      code: 'connection-closed',
    });
    expect(shown().filter((line) => /^target \d+$/.test(line))).toHaveLength(5000);
    await connection.close();
  });

  it('types more than a terminal holds only as fast as the program reads, and can be stopped', async () => {
    const { log } = logOf();
    const connection = await open(['sh', '-c', 'stty raw -echo; echo ready; sleep 600'], log);
    await connection.expect(progress, [pattern('ready')]);
    using limit = progress.child(300, () => new LavaError('step-timeout', 'late'));
    await expect(connection.sendLine(limit, 'x'.repeat(1_000_000))).rejects.toMatchObject({
      code: 'step-timeout',
    });
    await connection.close();
  });

  it('starts where this process is, also when that directory was removed', () => {
    // A dispatcher that waited for its job was started in a directory that is renamed since.
    const main = join(import.meta.dirname, 'pty.ts');
    const script = `
      const { Pty } = await import(${JSON.stringify(main)});
      const { mkdtempSync, rmdirSync } = await import('node:fs');
      const directory = mkdtempSync('/tmp/lava-gone-');
      process.chdir(directory);
      process.cwd();
      rmdirSync(directory);
      const receive = (chunk) => process.stdout.write(chunk);
      new Pty('/bin/echo', ['started'], { env: {}, receive, hungUp() {}, exited() {} }).resume();`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(said.toString()).toBe('started\r\n');
  });

  it('leaves nothing of its session, wherever it went', async () => {
    const { log } = logOf();
    const connection = await open(
      ['sh', '-c', 'set -m; (trap "" TERM HUP; sleep 600) & trap "" TERM HUP; echo ready; sleep 600'],
      log,
    );
    await connection.expect(progress, [pattern('ready')]);
    expect(findProcesses({ session: connection.pid }).length).toBeGreaterThan(1);
    await connection.close();
    expect(findProcesses({ session: connection.pid })).toEqual([]);
  });
});

/** What a program of a kind understands, played by a shell: it says how it was left. */
const CLIENTS: [string, string, string][] = [
  [
    'telnet',
    'read_key() { dd bs=1 count=1 2>/dev/null; }; [ "$(read_key)" = "$(printf \'\\035\')" ] && stty icanon icrnl && printf \'telnet> \' && read word',
    'quit',
  ],
  ['ssh', 'dd bs=1 count=1 >/dev/null 2>&1; word=$(dd bs=1 count=2 2>/dev/null)', '~.'],
];

describe('a program that is left', () => {
  it.each(CLIENTS)('is asked in its own language: %s', async (tag, read, word) => {
    const { log, shown } = logOf();
    const connection = await open(
      ['sh', '-c', `stty raw -echo; trap '' TERM; echo ready; ${read}; echo "left by <$word>"; exit 0`],
      log,
      { leave: leaveOf(['primary', tag], 'sh') },
    );
    await connection.expect(progress, [pattern('ready')]);
    await connection.close();
    expect(connection.exitCode).toBe(0);
    expect(shown().join('\n')).toContain(`left by <${word}>`);
  });

  it('in a container has its container stopped first', async () => {
    const { log } = logOf();
    const asked: boolean[] = [];
    const connection: Connection = await open(['sh', '-c', 'echo ready; sleep 600'], log, {
      leave: container(async () => {
        asked.push(connection.exitCode === undefined);
        process.kill(connection.pid, 'SIGINT');
      }),
    });
    await connection.expect(progress, [pattern('ready')]);
    await connection.close();
    expect(asked).toEqual([true]);
  });

  it('is killed where asking fails', async () => {
    const { log, shown } = logOf();
    const connection = await open(['sh', '-c', 'echo ready; sleep 600'], log, {
      leave: container(async () => {
        throw new Error('docker is not there');
      }),
    });
    await connection.expect(progress, [pattern('ready')]);
    await connection.close();
    expect(findProcesses({ session: connection.pid })).toEqual([]);
    expect(shown().join('\n')).toContain('docker is not there');
  });
});
