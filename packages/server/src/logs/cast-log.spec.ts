// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { castLog } from './cast-log.ts';

async function cast(...blocks: JobRecord[][]): Promise<unknown[]> {
  async function* stored() {
    for (const records of blocks)
      yield { data: Buffer.from(records.map((record) => `${encodeRecord(record)}\n`).join('')) };
  }
  let text = '';
  for await (const part of castLog(stored(), 'job 7')) text += part;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const at = (seconds: string) => `2026-11-22T09:34:${seconds}+00:00`;

describe('a recording', () => {
  it('has what the device said, what was typed and where steps start, with its times', async () => {
    const step = { event: 'start' as const, level: '1.1', name: 'login-action', timeout: 60 };
    expect(
      await cast(
        [
          { dt: at('00.500000'), lvl: 'info', msg: 'start: 1.1 login-action', step },
          { dt: at('01.000000'), lvl: 'target', msg: '\x1b[1mlogin:\x1b[0m "x"' },
        ],
        [
          { dt: at('02.250000'), lvl: 'input', msg: 'root' },
          { dt: at('02.000000'), lvl: 'debug', msg: 'not of the console' },
          { dt: at('00.000000'), lvl: 'target', msg: 'a clock that was set back' },
          { dt: at('03.000000'), lvl: 'results', msg: { definition: 'lava', case: 'job', result: 'pass' } },
        ],
      ),
    ).toEqual([
      { version: 2, width: 80, height: 24, timestamp: 1795340040, idle_time_limit: 2, title: 'job 7' },
      [0, 'm', '1.1 login-action'],
      [0.5, 'o', '\x1b[1mlogin:\x1b[0m "x"\r\n'],
      [1.75, 'i', 'root'],
      [0, 'o', 'a clock that was set back\r\n'],
    ]);
  });

  it('of a job without a log is an empty one', async () => {
    expect(await cast()).toMatchObject([{ version: 2 }]);
  });
});
