// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expectComplete, inTheMiddle, linked, onBoth, serverAnswers } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

export function restarts(lab: () => HostLab): void {
  it('every daemon, and PostgreSQL, can be restarted in the middle of jobs', async () => {
    const { master, workers, buildAhead } = lab();
    buildAhead('0.1.1', 'lava-dispatcher', 'lava-cli', 'lava-server');
    const ids = await inTheMiddle(lab(), 400, onBoth(lab), async () => {
      for (const [host, daemon] of [
        [master, 'lava-server'],
        [master, 'lava-master'],
        [workers[0], 'lava-slave'],
        [workers[1], 'lava-slave'],
      ] as const) {
        const before = await host.sh(`cat /run/${daemon}.pid`);
        await host.sh(`service ${daemon} restart`);
        expect(await host.sh(`cat /run/${daemon}.pid`)).not.toBe(before);
      }
      const postmaster = 'cat /var/run/postgresql/*.pid';
      const before = await master.sh(postmaster);
      await master.sh('service postgresql restart');
      expect(await master.sh(postmaster)).not.toBe(before);
      await linked(lab(), ...workers);
      await serverAnswers(lab());
    });
    await expectComplete(lab(), ...ids);
  });
}
