// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { slowSteps } from './job-text.ts';
import { type FaultLab, startFaultLab } from './lab.ts';

/** Of Debian's libfaketime: gives the processes that load it a wall clock of their own. */
const LIBRARY = globSync('/usr/lib/*/faketime/libfaketime.so.1')[0];
const LINES = 40;

let faults: FaultLab;
beforeAll(async () => {
  faults = await startFaultLab();
});
afterAll(() => faults.close());

it.skipIf(!LIBRARY)(
  'order and durations stay right when the worker’s clock goes back an hour in the middle of a job',
  async () => {
    const offset = join(faults.directory, 'clock');
    writeFileSync(offset, '+0\n');
    await faults.lab.worker.stop();
    const fake = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: offset,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    Object.assign(process.env, fake);
    try {
      faults.lab.worker = await faults.lab.startWorker();
    } finally {
      for (const name of Object.keys(fake)) delete process.env[name];
    }
    const id = await faults.submit({ steps: slowSteps(LINES) });
    await faults.logs(id, `line 5 of ${LINES}`);
    writeFileSync(offset, '-3600\n');
    const seen = execFileSync('date', ['+%s'], { encoding: 'utf8', env: { ...process.env, ...fake } });
    expect(Number(seen) * 1000).toBeLessThan(Date.now() - 3_500_000);
    const { job, records, cases } = await faults.finished(id);
    expect(job).toMatchObject({ health: 'complete', error: null });
    expect(cases).toMatchObject([{ name: 'all-lines', result: 'pass' }]);
    const times = records.map(({ dt }) => Date.parse(dt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(300_000);
    for (const { step } of records) {
      if (step?.event === 'end') expect(step.duration).toBeGreaterThanOrEqual(0);
    }
  },
);
