// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { slowness } from '@lava/kit/testing/slowness.ts';
import { type CurveKeys, makeKeys } from '@lava/kit/zmq/curve.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { updateWorker } from '../../db/queries/workers.ts';
import { LinkLab } from '../../testing/link.ts';
import type { Flood } from '../../testing/link-flood.ts';
import { LoopWatch } from '../../testing/loop-watch.ts';

const PROGRAM = join(import.meta.dirname, '../../testing/link-flood.ts');
/** Milliseconds of processor time. */
const LONGEST_TURN = 50;

let lab: LinkLab;
let evil: CurveKeys;
let stranger: CurveKeys;
const evilJobs: number[] = [];
beforeAll(async () => {
  lab = await LinkLab.make();
  await lab.serve({ timeout: 10_000 });
  evil = (await lab.enrol()).keys;
  stranger = makeKeys();
  for (const name of ['lab-2', 'lab-3']) await lab.lab.worker(name, { state: 'offline', last_seen: null });
  const join_expires = new Date(Date.now() + 3_600_000);
  await lab.db.run((q) => updateWorker(q, 'lab-3', { join_key: stranger.publicKey, join_expires }));
  await lab.workerProcess((await lab.enrol('lab-2')).stateDir);
  for (let n = 0; n < 5; n++) evilJobs.push(await lab.job({}, { device: `evil-${n}` }));
});
afterAll(() => lab.close());

const rows = async (table: 'unknown_keys' | 'worker_instances' | 'audit_log') =>
  (await lab.db.run((q) => q.selectFrom(table).selectAll().execute())).length;

describe('a flood', () => {
  it.each([
    ['pings', 500],
    ['greetings', 500],
    ['ends', 500],
    ['joins', 500],
    ['unknown keys', 20],
  ] as const)('of %s holds up nobody else', async (what, least) => {
    const before = await rows('audit_log');
    const child = fork(PROGRAM, [], { stdio: 'inherit', execArgv: [] });
    const keys = what === 'joins' ? stranger : evil;
    const { control: port } = lab;
    child.send({ what, serverKey: lab.keys.publicKey, port, keys, jobs: evilJobs } satisfies Flood);
    await once(child, 'message');
    const watch = new LoopWatch();
    // A whole job of another worker, its log and results, during the flood.
    const script = { lines: 300, pause: 5, resultEvery: 10 };
    const job = await lab.job(script, { worker: 'lab-2', device: `honest-${what}` });
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete' });
    expect(await lab.stored(job)).toHaveLength(331);
    watch.stop();
    child.send('stop');
    const [[count]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
    expect(count).toBeGreaterThan(least);
    expect(watch.longest).toBeLessThan(LONGEST_TURN * slowness());
    // What is written down of it is bounded.
    expect(await rows('unknown_keys')).toBeLessThanOrEqual(100);
    expect(await rows('worker_instances')).toBeLessThanOrEqual(30);
    expect(await rows('audit_log')).toBeLessThan(before + 50);
  });
});
