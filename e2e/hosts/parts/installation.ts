// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { HostLab } from '../lab.ts';

const HEALTHZ =
  'fetch(`http://127.0.0.1:8080/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))';

export function installation(lab: () => HostLab): void {
  it('installs: the server makes its database, a worker gets no server code', async () => {
    const { master, workers, boards, copyPackages, soon, lava } = lab();
    const [w1, w2] = workers;
    await Promise.all([
      (async () => master.install(...(await copyPackages(master, '0.1.0', 'lava-cli', 'lava-server'))))(),
      ...workers.map(async (worker) => {
        const own = worker === w1 ? ['pdudaemon-client', 'libfaketime'] : [];
        const debs = await copyPackages(worker, '0.1.0', 'lava-dispatcher');
        await worker.install(...debs, 'qemu-system-x86', 'iptables', ...own);
      }),
      boards.install('pdudaemon', 'ser2net'),
    ]);
    for (const worker of [w1, w2]) {
      const found = await worker.try(
        'ls -d /usr/lib/lava-server /etc/lava-server /usr/lib/postgresql /usr/bin/lava-server',
      );
      expect(found.status).not.toBe(0);
      expect(found.output.match(/No such file/g)).toHaveLength(4);
    }
    await master.sh(`sed -i 's/^LAVA_HTTP_HOST=.*/LAVA_HTTP_HOST="::"/' /etc/lava-server/lava-server`);
    for (const daemon of ['lava-server', 'lava-master']) await master.sh(`service ${daemon} restart`);
    await soon('the web answers', async () => {
      await master.sh(`/usr/lib/lava-cli/bin/node -e '${HEALTHZ}'`);
      return true;
    });
    const token = (await master.sh('lava-server manage tokens add admin')).trim().split('\n').at(-1) ?? '';
    master.write('/root/lava-env', `export LAVA_URL=http://127.0.0.1:8080 LAVA_TOKEN=${token}\n`);
    expect(await lava('workers', 'list')).toEqual({ items: [], next: null });
  });
}
