// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { type JobLogs, jobOverhead } from './overhead.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, 0) + seconds * 1_000);
/** As the worker stamps it, whose clock is `ahead` seconds before ours. */
const record = (seconds: number, ahead: number, extra: Partial<JobRecord> = {}): JobRecord => ({
  dt: at(seconds + ahead)
    .toISOString()
    .replace('Z', '000+00:00'),
  lvl: 'info',
  msg: 'text',
  ...extra,
});

function logs(records: JobRecord[]): JobLogs {
  const lines = records.map((each) => `${encodeRecord(each)}\n`);
  return {
    async *stream(_, from, limit) {
      const part = lines.slice(from, from + limit);
      yield { from, count: part.length, data: Buffer.from(part.join('')) };
    },
  };
}

const power = { event: 'start', level: '2.1', name: 'execute-qemu' } as const;
const signal = { lvl: 'target', msg: '<LAVA_SIGNAL_ENDRUN x>' } as const;

async function measured(ahead: number) {
  const records = [
    record(1.0, ahead),
    record(1.5, ahead, { step: power }),
    record(9.0, ahead, signal),
    record(9.2, ahead),
  ];
  const times = { schedule_time: at(0.9), start_time: at(1.0), end_time: at(9.3) };
  return jobOverhead(logs(records), { id: 1, next_seq: records.length, ...times });
}

describe('jobOverhead', () => {
  it('is from assignment to power on, and from the last signal to the end', async () => {
    expect(await measured(0)).toEqual({ start: 0.6, end: 0.3 });
  });

  it('is right within the time of a message when the clock of the worker is an hour off', async () => {
    for (const ahead of [3_600, -3_600]) {
      const { start, end } = (await measured(ahead)) ?? { start: -1, end: -1 };
      expect(Math.abs(start - 0.6)).toBeLessThanOrEqual(0.1001);
      expect(Math.abs(end - 0.3)).toBeLessThanOrEqual(0.1001);
    }
  });

  it('is not known for a job that never switched its device on, or never ran', async () => {
    const times = { id: 1, schedule_time: at(0), start_time: at(1), end_time: at(2) };
    expect(await jobOverhead(logs([record(1, 0)]), { ...times, next_seq: 1 })).toBeNull();
    expect(await jobOverhead(logs([]), { ...times, start_time: null, next_seq: 0 })).toBeNull();
  });
});
