// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { HostLab } from '../lab.ts';

export function removal(lab: () => HostLab): void {
  it('lava-master refuses to run on a worker', async () => {
    const { master } = lab();
    await master.sh('touch /etc/lava-server/worker.conf');
    const { status, output } = await master.try('lava-master');
    expect(status).toBe(2);
    expect(output).toContain('must not run here');
    await master.sh('rm /etc/lava-server/worker.conf');
  });

  it('what the admin turned off stays off over an upgrade', async () => {
    const { master, copyPackages } = lab();
    await master.sh(
      'service lava-master stop; update-rc.d lava-master remove; chmod -x /etc/init.d/lava-master',
    );
    await master.sh(`dpkg -i ${(await copyPackages(master, '0.1.2', 'lava-cli', 'lava-server')).join(' ')}`);
    expect((await master.try('ls /etc/rc2.d | grep lava-master')).output).toBe('');
    expect((await master.try('test -x /etc/init.d/lava-master')).status).not.toBe(0);
    expect((await master.try('pgrep -f "[l]ava-server.js master"')).output).toBe('');
  });

  it('removing the server keeps its database, and so does purging without a yes', async () => {
    const { master } = lab();
    const databases = () =>
      master.sh(
        'setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "select datname from pg_database"',
      );
    for (const action of ['remove', 'purge']) {
      await master.sh(`apt-get ${action} -y -qq lava-server`);
      expect(await databases()).toContain('lavaserver');
    }
    expect((await master.try('ls /var/log/lava-server')).status).not.toBe(0);
  });
}
