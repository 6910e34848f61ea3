// SPDX-License-Identifier: Apache-2.0
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkLab } from '../testing/link.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve();
});
afterEach(() => lab.close());

function messages(lines: string[]): string[] {
  return lines.map((line) => JSON.parse(line).msg).filter((msg) => typeof msg === 'string');
}
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

describe('a job', () => {
  it('runs from start to finished, its log and results are stored, the worker forgets it', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 1_000, resultEvery: 100, waitForGo: true });
    const running = await lab.until(job, 'running');
    expect(running.start_time).not.toBeNull();
    expect((await lab.lab.deviceRow()).state).toBe('running');
    expect(statSync(lab.jobDir(stateDir, job)).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.jobDir(stateDir, job), 'bundle.json')).mode & 0o777).toBe(0o600);
    lab.go(stateDir, job);
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'complete', next_seq: 1_011, exit_records: 1_011 });
    const lines = await lab.stored(job);
    expect(lines).toHaveLength(1_011);
    expect(messages(lines)).toEqual(numbered(1_000));
    const results = await lab.db.run((q) => q.selectFrom('results').selectAll().orderBy('record').execute());
    expect(results).toHaveLength(11);
    expect(results[0]).toMatchObject({
      suite: 'suite',
      name: 'case-100',
      result: 'pass',
      measurement: 100,
      record: 100,
    });
    expect(JSON.parse(lines[100] ?? '').msg.case).toBe('case-100');
    expect((await lab.lab.deviceRow()).state).toBe('idle');
    await lab.eventually(() => !existsSync(lab.jobDir(stateDir, job)) || undefined);
  });
});
