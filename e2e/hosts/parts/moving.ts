// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expectComplete, inTheMiddle, submit } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

/** Process ids of every daemon of the lab. */
async function daemons({ master, workers }: HostLab): Promise<string[]> {
  const ids = [await master.sh('cat /run/lava-server.pid /run/lava-master.pid')];
  for (const worker of workers) ids.push(await worker.sh('cat /run/lava-slave.pid'));
  return ids;
}

export function moving(lab: () => HostLab): void {
  it('a device that moves in the middle of a job: it ends on w1, the next one runs on w2, nothing restarts', async () => {
    const { lava } = lab();
    const before = await daemons(lab());
    let next = 0;
    const ids = await inTheMiddle(
      lab(),
      40,
      async (lines) => {
        await lava('workers', 'assign', 'w1-board', 'w1');
        return [await submit(lab(), 'w1-board', lines)];
      },
      async () => {
        next = await submit(lab(), 'w1-board', 2);
        await lava('workers', 'assign', 'w1-board', 'w2');
      },
    );
    const jobs = await expectComplete(lab(), ...ids, next);
    expect(jobs.map(({ worker }) => worker)).toEqual(['w1', 'w2']);
    await lava('workers', 'assign', 'w1-board', 'w1');
    expect(await daemons(lab())).toEqual(before);
  });
}
