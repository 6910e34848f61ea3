// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineSeconds } from '@lava/kit/machine-clock.ts';
import { FAILURE_HOLD_FILE, FailureHoldFile, WISH_FILE, WishFile } from '@lava/protocol/wire/hold-wish.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endLease, extendLease, powerLease } from '../../leases/change.ts';
import { lease } from '../../leases/leases.ts';
import { holdOnFailure } from '../../leases/on-failure.ts';
import type { Actor } from '../../rights/permissions.ts';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve();
});
afterEach(() => lab.close());

/** Submits the jobs of the lab. */
const ann: Actor = { id: 1, username: 'ann', admin: false, groups: [] };

it('what is wanted of a board reaches its job through restarts of server and worker, until its end', async () => {
  const { stateDir } = await lab.enrol();
  const daemon = await lab.worker(stateDir);
  const job = await lab.job({ hold: 3_000 });
  await lab.until(job, 'running');
  const show = () => lease(lab.db, ann, job).catch(() => undefined);
  const wish = () => {
    try {
      const text = readFileSync(join(lab.jobDir(stateDir, job), WISH_FILE), 'utf8');
      return WishFile.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  };
  await lab.eventually(async () => (await show())?.state === 'held' || undefined);
  const first = await lab.eventually(wish);
  expect(first.until - machineSeconds()).toBeGreaterThan(2_900);

  // The server goes; what was asked for meanwhile, by another one, is said when it is back.
  await lab.stopServing();
  await lab.db.run((q) => q.updateTable('leases').set({ longest: 9_000 }).execute());
  await extendLease(lab.db, ann, job, 3_000);
  await powerLease(lab.db, ann, job, { to: 'reset' });
  await lab.serve();
  const second = await lab.eventually(() => ((wish()?.number ?? 0) > first.number ? wish() : undefined));
  expect(second.until - first.until).toBeGreaterThan(2_990);
  expect(second.power).toEqual({ number: 1, to: 'reset' });

  // The worker's daemon goes while the lease is ended; the next one says so to the job.
  await daemon.close();
  await endLease(lab.db, ann, job);
  await lab.worker(stateDir);
  expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete' });
  expect(await show()).toMatchObject({ state: 'ended', endReason: 'ended by ann' });
  expect((await lab.lab.deviceRow()).state).toBe('idle');
});

const RULES = { groups: [], longest: 3_600, each: 10, together: 0, weekly: 360_000 };

it('a hold that is asked for while a job runs reaches it, and its withdrawal, through restarts of server and worker', async () => {
  const { stateDir } = await lab.enrol();
  const daemon = await lab.worker(stateDir);
  const job = await lab.job({ waitForGo: true });
  await lab.until(job, 'running');
  const file = (name: string) => {
    try {
      return JSON.parse(readFileSync(join(lab.jobDir(stateDir, job), name), 'utf8')) as unknown;
    } catch {
      return undefined;
    }
  };
  const known = (seconds: number) =>
    lab.eventually(() => {
      const read = FailureHoldFile.safeParse(file(FAILURE_HOLD_FILE)).data;
      return read?.seconds === seconds ? read : undefined;
    });
  await holdOnFailure(lab.db, ann, job, 600, RULES);
  await known(600);
  // It may take so much longer before it is killed.
  expect(file('kill-time.json')).toMatchObject({ held: 600 });

  await lab.stopServing();
  await holdOnFailure(lab.db, ann, job, 1_200, RULES);
  await lab.serve();
  await known(1_200);

  await daemon.close();
  await holdOnFailure(lab.db, ann, job, null, RULES);
  await lab.worker(stateDir);
  await known(0);
  expect(file('kill-time.json')).toMatchObject({ held: 0 });
  writeFileSync(join(lab.jobDir(stateDir, job), 'go'), '');
  await lab.until(job, 'finished');
});
