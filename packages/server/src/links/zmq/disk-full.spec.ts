// SPDX-License-Identifier: Apache-2.0
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canMount, type SmallDisk, smallDisk } from '@lava/kit/testing/small-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
let disk: SmallDisk;
beforeEach(async () => {
  const made = smallDisk(4_096);
  if (!made) throw new Error('this test needs to mount');
  disk = made;
  lab = await LinkLab.make();
});
afterEach(async () => {
  await lab.close();
  disk.remove();
});

/** Needs a file system of its own, which only root can have. */
const describeIfMount = describe.skipIf(!canMount);

describeIfMount('a full disk on the server', () => {
  it('stops the ingest with one line, frees the device all the same, and loses nothing', async () => {
    lab.storeIn(join(disk.path, 'job-output'));
    const gateway = await lab.serve();
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 4_000, noise: 3_000, waitForGo: true });
    await lab.eventually(() => gateway.ingest.problem);
    expect(gateway.ingest.problem?.error).toMatchObject({ code: 'disk-full' });
    const stored = (await lab.lab.jobRow(job)).next_seq;
    expect(stored).toBeLessThan(4_000);
    expect(await lab.stored(job)).toHaveLength(stored);
    lab.go(stateDir, job);
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'complete', exit_records: 4_001 });
    expect(row.next_seq).toBeLessThan(4_000);
    expect((await lab.lab.deviceRow()).state).toBe('idle');
    expect(lab.lines.filter((line) => line.code === 'disk-full')).toHaveLength(1);

    disk.resize(65_536);
    await lab.logged('records are stored again');
    await lab.eventually(async () => ((await lab.lab.jobRow(job)).next_seq === 4_001 ? true : undefined));
    const numbers = (await lab.stored(job)).slice(0, -1).map((line) => Number(/line (\d+)/.exec(line)?.[1]));
    expect(numbers).toEqual(Array.from({ length: 4_000 }, (_, i) => i));
    await lab.eventually(() => !existsSync(lab.jobDir(stateDir, job)) || undefined);
  });
});

describeIfMount('a full disk on the worker', () => {
  it('ends the job that fills it, not the daemon, which runs the next one', async () => {
    await lab.serve();
    const { keys } = await lab.enrol();
    const stateDir = join(disk.path, 'worker');
    await lab.copyKeys(stateDir, keys);
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 5_000, noise: 1_000 });
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'incomplete', error_kind: 'infrastructure' });
    const last = JSON.parse((await lab.stored(job)).at(-1) ?? '');
    expect(last).toMatchObject({ msg: { case: 'job', result: 'fail', error_type: 'Infrastructure' } });
    expect((await lab.lab.deviceRow()).state).toBe('idle');
    await lab.eventually(() => !existsSync(lab.jobDir(stateDir, job)) || undefined);
    const next = await lab.job({});
    expect(await lab.until(next, 'finished')).toMatchObject({ health: 'complete', next_seq: 4 });
  });

  it('on which not even the job itself has room is reported to the submitter', async () => {
    await lab.serve();
    const { keys } = await lab.enrol();
    const stateDir = join(disk.path, 'worker');
    await lab.copyKeys(stateDir, keys);
    await lab.worker(stateDir);
    await lab.logged('worker is online');
    rmSync(join(stateDir, 'reserve'));
    disk.fill('others');
    const job = await lab.job({});
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({
      health: 'incomplete',
      error_code: 'disk-full',
      error_kind: 'infrastructure',
    });
    expect(row.error_message).toContain('no space is left on the disk of the worker');
  });
});
