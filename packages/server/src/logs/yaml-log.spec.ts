// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { expect, it } from 'vitest';
import { yamlLog } from './yaml-log.ts';

it('events of tests are lines of a level that clients of LAVA know', async () => {
  const dt = '2026-11-29T09:34:00.000000+00:00';
  const records: JobRecord[] = [
    { dt, lvl: 'event', msg: 'told' },
    { dt, lvl: 'target', msg: '"lvl":"event"' },
    { dt, lvl: 'event', msg: 'masked', masked: true },
  ];
  async function* blocks() {
    yield { data: Buffer.from(records.map((record) => `${encodeRecord(record)}\n`).join('')) };
  }
  const lines: string[] = [];
  for await (const part of yamlLog(blocks())) lines.push(...part.trimEnd().split('\n'));
  expect(lines.map((line) => JSON.parse(line.slice(2)))).toEqual([
    { dt, lvl: 'debug', msg: 'told' },
    { dt, lvl: 'target', msg: '"lvl":"event"' },
    { dt, lvl: 'debug', msg: 'masked' },
  ]);
});
