// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expectComplete, inTheMiddle, submit, writes } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

export function outOfService(lab: () => HostLab): void {
  it('a disabled worker ends its job and takes no other, which says why it waits, until it is enabled', async () => {
    const { lava, jobIs, buildAhead } = lab();
    buildAhead('0.1.2', 'lava-cli', 'lava-server');
    const running = await inTheMiddle(
      lab(),
      30,
      async (lines) => {
        await lava('workers', 'enable', 'w2');
        return [await submit(lab(), 'w2-qemu', lines)];
      },
      async () => {
        await lava('workers', 'disable', 'w2', '--reason', 'new power supply');
        expect(await lava('workers', 'show', 'w2')).toMatchObject({ state: 'online', health: 'maintenance' });
      },
    );
    const next = await submit(lab(), 'w2-qemu', 2);
    await expectComplete(lab(), ...running);
    const { waiting, state } = await jobIs(next, 'waits', (job) => job.waiting.length > 0);
    expect(state).toBe('submitted');
    expect(waiting.join()).toContain('w2');
    await lava('workers', 'enable', 'w2');
    await expectComplete(lab(), next);
  });

  it('all devices of a worker are taken offline in one action, and brought back', async () => {
    const { lava, jobIs } = lab();
    const running = await submit(lab(), 'w1-board', 30);
    await writes(lab(), running, 'line 2 of');
    expect(await lava('workers', 'offline', 'w1', '--reason', 'the rack is moved')).toMatchObject({
      devices: ['w1-board'],
    });
    expect(await lava('devices', 'show', 'w1-board')).toMatchObject({ health: 'maintenance' });
    const other = await lava<{ health: string }>('devices', 'show', 'w2-qemu');
    expect(other.health).not.toBe('maintenance');
    const next = await submit(lab(), 'w1-board', 2);
    await expectComplete(lab(), running);
    await jobIs(next, 'waits', ({ state, waiting }) => state === 'submitted' && waiting.length > 0);
    await lava('workers', 'online', 'w1');
    await expectComplete(lab(), next);
  });

  it('the admin’s command line on the server does the same', async () => {
    const { master, lava } = lab();
    await master.sh('lava-server manage workers set w2 --health maintenance --reason "a look at the cables"');
    expect(await lava('workers', 'show', 'w2')).toMatchObject({ health: 'maintenance' });
    await master.sh('lava-server manage workers set w2 --health active');
    expect(await lava('workers', 'show', 'w2')).toMatchObject({ health: 'active' });
  });
}
