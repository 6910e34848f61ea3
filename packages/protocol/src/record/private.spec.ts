// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { PRIVATE_MARK, publicLine, wholeLine } from './private.ts';
import { encodeLine, encodeRecord, type JobRecord } from './record.ts';

const dt = '2026-11-22T09:34:00.000000+00:00';

describe('the private part of a record', () => {
  const record: JobRecord = {
    dt,
    lvl: 'debug',
    msg: 'Calling: pdu <device>',
    private: { msg: 'Calling: pdu 10.0.0.9' },
  };
  const line = encodeRecord(record);

  it('is left out for everybody, and is in its place for those who may see it', () => {
    expect(line).toContain(PRIVATE_MARK);
    expect(JSON.parse(publicLine(line))).toEqual({ dt, lvl: 'debug', msg: 'Calling: pdu <device>' });
    expect(JSON.parse(wholeLine(line))).toEqual({
      dt,
      lvl: 'debug',
      msg: 'Calling: pdu 10.0.0.9',
      masked: true,
    });
  });

  it('replaces results and the end of a job whole', () => {
    const result = { definition: 'lava', case: 'job', result: 'fail' as const };
    const end = encodeRecord({
      ...{ dt, lvl: 'results', msg: { ...result, error_msg: '<device>' } },
      status: { health: 'incomplete', message: '<device>' },
      private: { msg: { ...result, error_msg: 'pdu' }, status: { health: 'incomplete', message: 'pdu' } },
    });
    expect(JSON.parse(wholeLine(end))).toMatchObject({
      msg: { error_msg: 'pdu' },
      status: { message: 'pdu' },
    });
    expect(JSON.parse(publicLine(end))).toMatchObject({ msg: { error_msg: '<device>' } });
  });

  it('cannot be made by what a device prints', () => {
    for (const msg of ['{"a":1,"private":{"msg":"x"}}', ',"private":{', '\\,"private":{"msg":""}'])
      expect(encodeLine(dt, 'target', msg)).not.toContain(PRIVATE_MARK);
  });

  it('is told apart from a key of that name inside a result', () => {
    const msg = {
      definition: 'lava',
      case: 'x',
      result: 'pass' as const,
      extra: { a: 1, private: { msg: 'of the job' } },
    };
    const inner = encodeRecord({ dt, lvl: 'results', msg });
    expect(inner).toContain(PRIVATE_MARK);
    expect(publicLine(inner)).toBe(inner);
    expect(wholeLine(inner)).toBe(inner);
  });

  it('of a damaged line is not shown', () => {
    const torn = line.slice(0, -4);
    expect(publicLine(torn)).not.toContain('10.0');
    expect(JSON.parse(publicLine(torn))).toMatchObject({ lvl: 'exception' });
  });
});
