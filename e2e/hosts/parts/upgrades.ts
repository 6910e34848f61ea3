// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expectComplete, inTheMiddle, linked, onBoth, serverAnswers, submit } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

export function upgrades(lab: () => HostLab): void {
  const versionIs = (worker: string, wanted: string) =>
    lab().soon(`${worker} runs ${wanted}`, async () => {
      const { version, state } = await lab().lava<{ version: string; state: string }>(
        'workers',
        'show',
        worker,
      );
      return (version === wanted && state === 'online') || undefined;
    });

  it('a worker is upgraded in the middle of its job, and is newer than the server then', async () => {
    const { workers, copyPackages } = lab();
    const [w1] = workers;
    const debs = await copyPackages(w1, '0.1.1', 'lava-dispatcher');
    const ids = await inTheMiddle(
      lab(),
      150,
      async (lines) => [await submit(lab(), 'w1-board', lines)],
      async () => {
        await w1.sh(`dpkg -i ${debs.join(' ')}`);
        await versionIs('w1', '0.1.1');
      },
    );
    await expectComplete(lab(), ...ids, await submit(lab(), 'w1-board', 2));
  });

  it('the server is upgraded in the middle of jobs on both, and is newer than one of the workers then', async () => {
    const { master, workers, copyPackages, soon } = lab();
    const debs = await copyPackages(master, '0.1.1', 'lava-cli', 'lava-server');
    const ids = await inTheMiddle(lab(), 250, onBoth(lab), async () => {
      await master.sh(`dpkg -i ${debs.join(' ')}`);
      await linked(lab(), ...workers);
      const peer = await soon('w2 knows the new server', async () => {
        const status = JSON.parse(await workers[1].sh('lava-slave status --json'));
        return status.peer.version === '0.1.1' ? status : undefined;
      });
      expect(peer).toMatchObject({ version: '0.1.0', link: 'up' });
      await serverAnswers(lab());
    });
    await expectComplete(lab(), ...ids, await submit(lab(), 'w2-qemu', 2));
    await versionIs('w2', '0.1.0');
  });
}
