// SPDX-License-Identifier: Apache-2.0
import { cpSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CurveKeys } from '@lava/kit/zmq/curve.ts';
import { CONTROL_LINK } from '@lava/protocol/wire/messages.ts';
import { readStatus } from '@lava/worker/status.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditOf } from '../../db/queries/audit.ts';
import { keyConflicts } from '../../db/queries/worker-instances.ts';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve({ settle: 30_000 });
});
afterEach(() => lab.close());

const conflicts = () => lab.db.run((q) => keyConflicts(q));
const history = () => lab.db.run((q) => auditOf(q, 'worker', 'lab-1'));
const hello = (instance: string, host: string) => ({
  ...{ type: 'hello', protocols: [1], version: '1', time: new Date().toISOString(), arch: 'x64', jobs: [] },
  ...{ instance, host },
});
/** A process of the worker that has just come. */
async function come(keys: CurveKeys, instance: string, host = `host-${instance}`) {
  const link = await lab.raw(CONTROL_LINK, keys);
  await link.send(hello(instance, host));
  return link;
}

describe('two processes with the key of one worker', () => {
  it('are reported with both machines; the first keeps working, the second is refused and says why', async () => {
    const { stateDir } = await lab.enrol();
    const copy = join(lab.dir, 'copy');
    cpSync(stateDir, copy, { recursive: true });
    await lab.workerProcess(stateDir);
    await lab.eventually(() => readStatus(stateDir)?.link === 'up' || undefined);
    const job = await lab.job({ waitForGo: true });
    await lab.until(job, 'running');
    await lab.workerProcess(copy);
    const told = await lab.logged('two processes have the key of this worker; the second is not let in');
    expect(told).toMatchObject({ worker: 'lab-1', hosts: [hostname(), hostname()] });
    expect(await conflicts()).toMatchObject([{ worker: 'lab-1', hosts: [hostname(), hostname()] }]);
    await lab.eventually(
      () =>
        readStatus(copy)?.problem?.message.startsWith('two processes have the key of worker lab-1') ||
        undefined,
    );
    await lab.eventually(() => readStatus(stateDir)?.link === 'up' || undefined);
    lab.go(stateDir, job);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete' });
    const entries = (await history()).filter(({ action }) => action === 'conflict');
    expect(entries).toMatchObject([{ actor: '<gateway>', reason: expect.stringContaining(hostname()) }]);
  }, 240_000);

  it('are noticed also when each has linked to another master', async () => {
    const { keys } = await lab.enrol();
    const first = await come(keys, 'a');
    await first.take('welcome');
    const port = lab.control;
    lab.control = 0;
    lab.logs = 0;
    await lab.serve();
    const second = await come(keys, 'b');
    await second.take('welcome');
    expect(lab.control).not.toBe(port);
    // Each continues; a process that was replaced does not.
    for (const [link, instance] of [
      [first, 'a'],
      [second, 'b'],
      [first, 'a'],
    ] as const) {
      await sleep(1_100);
      await link.send(hello(instance, `host-${instance}`));
    }
    await lab.eventually(async () => (await conflicts()).length > 0 || undefined);
    expect(await conflicts()).toMatchObject([{ hosts: ['host-a', 'host-b'], secondInstance: 'b' }]);
    await second.send(hello('b', 'host-b'));
    expect(await second.take('refused')).toMatchObject({
      code: 'conflict',
      message: 'two processes have the key of worker lab-1, on host-a and on host-b',
    });
  });

  it('are not seen in a worker that was restarted, nor in what a server that stood still reads late', async () => {
    const { keys } = await lab.enrol();
    const first = await come(keys, 'a');
    await first.take('welcome');
    for (const instance of ['b', 'c', 'd']) {
      const next = await come(keys, instance);
      await next.take('welcome');
    }
    expect(await conflicts()).toEqual([]);
    // What `a` had sent before it ended comes only now, in one go.
    const late = await come(keys, 'a');
    await late.take('welcome');
    await late.send(hello('a', 'host-a'));
    await late.take('welcome');
    const last = await come(keys, 'd');
    await last.take('welcome');
    await last.send(hello('d', 'host-d'));
    await last.take('welcome');
    expect(await conflicts()).toEqual([]);
    expect(await history()).not.toContainEqual(expect.objectContaining({ action: 'conflict' }));
  });
});
