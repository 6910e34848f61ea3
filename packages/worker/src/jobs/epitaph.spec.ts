// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canMount, smallDisk } from '@lava/kit/testing/small-disk.ts';
import { encodeRecord, type JobStatus } from '@lava/protocol/record/record.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { writeEpitaph } from './epitaph.ts';

const dir = mkdtempSync(join(tmpdir(), 'lava-epitaph-'));
const path = join(dir, 'records.ndjson');
afterAll(() => rmSync(dir, { recursive: true }));

const died: JobStatus = {
  health: 'incomplete',
  code: 'dispatcher-died',
  kind: 'infrastructure',
  message: 'it died',
};
const dt = '2026-11-22T09:34:00.123456+00:00';
const read = () =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the end of a log whose dispatcher died', () => {
  it('follows the last whole record, never stamped before it', () => {
    writeFileSync(path, `${encodeRecord({ dt, lvl: 'target', msg: 'last' })}\n{"dt":"2026-`);
    const earlier = Date.parse('2026-11-22T08:00:00Z');
    expect(writeEpitaph(path, died, earlier)).toEqual(died);
    expect(read()).toEqual([
      { dt, lvl: 'target', msg: 'last' },
      { dt, lvl: 'exception', msg: 'it died' },
      {
        dt,
        lvl: 'results',
        msg: {
          definition: 'lava',
          case: 'job',
          result: 'fail',
          error_msg: 'it died',
          error_type: 'Infrastructure',
        },
        status: died,
      },
    ]);
  });

  it('may be written twice', () => {
    const before = readFileSync(path, 'utf8');
    expect(writeEpitaph(path, { health: 'canceled' }, Date.now())).toEqual(died);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('is all there is when it never wrote a record', () => {
    for (const content of ['', '{"torn']) {
      writeFileSync(path, content);
      writeEpitaph(path, died, Date.parse('2026-11-22T10:00:00.5Z'));
      expect(read().map((record) => record.dt)).toEqual(Array(2).fill('2026-11-22T10:00:00.500000+00:00'));
    }
  });

  it('is not needed when the dispatcher wrote one', () => {
    const line = encodeRecord({ dt, lvl: 'info', msg: 'end', status: { health: 'complete' } });
    writeFileSync(path, `${line}\n`);
    expect(writeEpitaph(path, died, Date.now())).toEqual({ health: 'complete' });
    expect(readFileSync(path, 'utf8')).toBe(`${line}\n`);
  });

  it.skipIf(!canMount)('is written as a whole or not at all when there is room for a part of it', () => {
    const disk = smallDisk(64);
    if (!disk) throw new Error('this test needs to mount');
    try {
      const log = join(disk.path, 'records.ndjson');
      // A page is taken as a whole, so this leaves 100 bytes of it.
      const line = encodeRecord({ dt, lvl: 'target', msg: '' });
      const whole = encodeRecord({ dt, lvl: 'target', msg: 'x'.repeat(4096 - 100 - line.length - 1) });
      writeFileSync(log, `${whole}\n`);
      disk.fill('filler');
      for (let again = 0; again < 2; again++) {
        expect(() => writeEpitaph(log, died, 0)).toThrow('ENOSPC');
        expect(readFileSync(log, 'utf8')).toBe(`${whole}\n`);
      }
      rmSync(join(disk.path, 'filler'));
      expect(writeEpitaph(log, died, 0)).toEqual(died);
      expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(4);
    } finally {
      disk.remove();
    }
  });
});
