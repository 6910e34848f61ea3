// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type PackageLab, there } from './lab.ts';

/** The init scripts, and rotation of the logs. */
export function withSysvinit(lab: () => PackageLab): void {
  describe('with sysvinit', () => {
    it.each(['lava-server', 'lava-master', 'lava-slave'])(
      '%s answers with the statuses of the LSB',
      async (name) => {
        const script = `/etc/init.d/${name}`;
        const statuses: [string, number][] = [
          ...([
            ['status', 0],
            ['start', 0],
            ['force-reload', 0],
            ['status', 0],
            ['stop', 0],
            ['stop', 0],
            ['status', 3],
          ] as [string, number][]),
          ...([
            ['restart', 0],
            ['status', 0],
            ['bogus', 3],
          ] as [string, number][]),
        ];
        for (const [action, status] of statuses)
          expect([action, (await lab().plain.try(`${script} ${action}`)).status]).toEqual([action, status]);
        const nobody = `setpriv --reuid=nobody --clear-groups ${script}`;
        expect((await lab().plain.try(`${nobody} stop`)).status).toBe(4);
        expect((await lab().plain.try(`${nobody} status`)).status).toBe(0);
        await lab().plain.sh(
          `kill -9 $(cat /run/${name}.pid); timeout 20 sh -c 'while kill -0 $(cat /run/${name}.pid) 2>/dev/null; do sleep 0.1; done'`,
        );
        // Dead, and its pid file is there.
        expect((await lab().plain.try(`${script} status`)).status).toBe(1);
        await lab().plain.sh(`${script} start`);
      },
    );

    it('a start that is refused fails and says why', async () => {
      await lab().plain.sh('touch /etc/lava-server/worker.conf');
      const { status, output } = await lab().plain.try('service lava-master restart');
      expect([status, output]).toEqual([1, expect.stringContaining('must not run here')]);
      await lab().plain.sh('rm /etc/lava-server/worker.conf; service lava-master start');
    });

    it('what is turned off stays off over an upgrade; policy-rc.d is asked', async () => {
      const runs = async (name: string) =>
        (await lab().plain.try(`kill -0 $(cat /run/${name}.pid)`)).status === 0;
      await lab().plain.sh('invoke-rc.d lava-master stop; update-rc.d lava-master disable');
      await lab().plain.sh('invoke-rc.d lava-slave stop; chmod -x /etc/init.d/lava-slave');
      await lab().plain.sh('printf "#!/bin/sh\\nexit 101\\n" >/usr/sbin/policy-rc.d');
      const pid = await lab().plain.sh('cat /run/lava-server.pid');
      const upgrade = `dpkg -i ${there('lava-server')} ${there('lava-dispatcher')}`;
      await lab().plain.sh(upgrade);
      expect(await lab().plain.sh('cat /run/lava-server.pid')).toBe(pid);
      await lab().plain.sh('printf "#!/bin/sh\\nexit 0\\n" >/usr/sbin/policy-rc.d');
      await lab().plain.sh(upgrade);
      expect(await lab().plain.sh('cat /run/lava-server.pid')).not.toBe(pid);
      expect(await runs('lava-master')).toBe(false);
      expect(await runs('lava-slave')).toBe(false);
      expect(await lab().plain.sh('ls /etc/rc2.d | grep lava-master')).toMatch(/^K\d\dlava-master\n$/);
      expect((await lab().plain.try('test -x /etc/init.d/lava-slave')).status).toBe(1);
      await lab().plain.sh('update-rc.d lava-master enable; service lava-master start');
      await lab().plain.sh('chmod +x /etc/init.d/lava-slave; service lava-slave start');
    });

    it('logs continue in the new file after logrotate', async () => {
      for (const name of ['lava-server', 'lava-dispatcher'])
        await lab().plain.sh(`logrotate -f /etc/logrotate.d/${name}`);
      const logs = '/var/log/lava-server/lava-master.log /var/log/lava-dispatcher/lava-slave.log';
      for (const log of logs.split(' ')) {
        expect((await lab().plain.sh(`cat ${log}.1`)).length).toBeGreaterThan(0);
        // A daemon may have written a line to it already.
        expect(await lab().plain.sh(`stat -c '%a %G' ${log}`)).toBe('640 adm\n');
      }
      await lab().plain.sh(
        'lava-server manage workers add plain --host plain --json | sed -n \'s/.*"joinLine": "\\(.*\\)".*/\\1/p\' >/root/line',
      );
      await lab().plain.sh('lava-slave join </root/line');
      for (const log of logs.split(' ')) {
        await lab().plain.sh(`timeout 20 sh -c 'until [ -s ${log} ]; do sleep 0.1; done'`);
        // What was cut off does not leave a hole before the next line.
        expect(await lab().plain.sh(`tr -d '\\0' <${log} | wc -c`)).toBe(
          await lab().plain.sh(`wc -c <${log}`),
        );
      }
    });
  });
}
