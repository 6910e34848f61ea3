// SPDX-License-Identifier: Apache-2.0
import { Progress } from '@lava/kit/progress.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { pattern } from './pattern.ts';

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
    expect(shown()).toEqual(['target name? ', 'input box', 'target hello box']);
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

  it('tells why it was closed, with what the program said', async () => {
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
    const started = performance.now();
    await connection.close();
    await connection.close();
    expect(performance.now() - started).toBeLessThan(5000);
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
});
