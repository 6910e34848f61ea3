// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type PackageLab, there } from './lab.ts';

/** The units, on a machine that systemd has booted. */
export function underSystemd(lab: () => PackageLab): void {
  describe('under systemd', () => {
    const show = async (unit: string, name: string) =>
      (await lab().booted.sh(`systemctl show -P ${name} ${unit}`)).trim();

    it('start, stop, restart, status and exec bit do as the init scripts do', async () => {
      for (const unit of ['lava-server', 'lava-master', 'lava-slave']) {
        expect((await lab().booted.try(`systemctl status ${unit}`)).status, unit).toBe(0);
        await lab().booted.sh(`systemctl stop ${unit}`);
        expect((await lab().booted.try(`service ${unit} status`)).status, unit).toBe(3);
        await lab().booted.sh(`chmod -x /etc/init.d/${unit}; systemctl start ${unit}`);
        expect(await show(unit, 'ActiveState')).toBe('inactive');
        await lab().booted.sh(
          `chmod +x /etc/init.d/${unit}; service ${unit} start; service ${unit} force-reload; service ${unit} restart`,
        );
        expect(await show(unit, 'ActiveState')).toBe('active');
      }
    });

    it('a daemon that was killed comes back, one that refuses to run does not', async () => {
      const pid = await show('lava-master', 'MainPID');
      await lab().booted.sh(
        `kill -9 ${pid}; timeout 60 sh -c 'until systemctl is-active --quiet lava-master && [ "$(systemctl show -P MainPID lava-master)" != ${pid} ]; do sleep 0.2; done'`,
      );
      await lab().booted.sh('touch /etc/lava-server/worker.conf');
      expect((await lab().booted.try('systemctl restart lava-master')).status).not.toBe(0);
      expect(await show('lava-master', 'SubState')).toBe('failed');
      expect(await lab().booted.sh('journalctl -u lava-master -n 20')).toContain('must not run here');
      await lab().booted.sh('rm /etc/lava-server/worker.conf; systemctl restart lava-master');
    });

    it('the units close what the daemons do not need', async () => {
      for (const host of [lab().booted, lab().older]) {
        await host.sh('systemctl is-active lava-server lava-master lava-slave');
        const units = 'lava-server.service lava-master.service lava-slave.service';
        expect(await host.sh(`systemd-analyze verify ${units}`)).toBe('');
      }
      lab().older.stop();
      for (const unit of ['lava-server', 'lava-master']) {
        await lab().booted.sh(`systemd-analyze security --threshold=20 ${unit} >/dev/null`);
        const pid = await show(unit, 'MainPID');
        const status = await lab().booted.sh(`cat /proc/${pid}/status`);
        expect(status).toMatch(/^NoNewPrivs:\t1$/m);
        expect(status).toMatch(/^Seccomp:\t2$/m);
        // Only CAP_NET_BIND_SERVICE.
        expect(status).toMatch(/^CapBnd:\t0000000000000400$/m);
        const inside = (line: string) => lab().booted.try(`nsenter -t ${pid} -m sh -c '${line}'`);
        expect((await inside('touch /usr/x /etc/x /var/log/x 2>&1')).output.match(/Read-only/g)).toHaveLength(
          3,
        );
        expect((await inside('touch /var/lib/lava-server/x && rm /var/lib/lava-server/x')).status).toBe(0);
      }
      const worker = await show('lava-slave', 'MainPID');
      expect((await lab().booted.try(`nsenter -t ${worker} -m sh -c 'touch /usr/x'`)).output).toContain(
        'Read-only',
      );
    });

    it('the unit of the worker leaves to jobs what they need', async () => {
      const needs = [
        'set -ex; cd /var/lib/lava-dispatcher; mkdir needs; dd if=/dev/zero of=needs/image bs=1M count=4',
        'mke2fs -q needs/image',
        // A file system image, and what is in the root file systems that are unpacked into it.
        'mkdir needs/mnt; mount -o loop needs/image needs/mnt; install -m 4755 /bin/true needs/mnt/setuid; umount needs/mnt',
        'mkdir -p /srv/tftp; touch /srv/tftp/needs; unshare --mount true; rm -r needs; su -s /bin/sh -c "id -un" nobody',
        '! date -s 2020-01-01; ! touch /usr/needs; ! touch /etc/needs; ! touch /root/needs; echo all there',
      ];
      const dropIn = '/run/systemd/system/lava-slave.service.d';
      await lab().booted.sh(`mkdir -p ${dropIn}`);
      lab().booted.write('/root/needs', needs.join('\n'));
      // Nodes that a machine has of its own.
      lab().booted.write(`${dropIn}/needs.conf`, '[Service]\nExecStart=\nExecStart=/bin/sh /root/needs\n');
      await lab().booted.sh(
        'for i in 0 1 2 3 4 5 6 7; do mknod /dev/loop$i b 7 $i; done; mknod /dev/loop-control c 10 237',
      );
      await lab().booted.sh('systemctl daemon-reload; systemctl restart lava-slave');
      await lab().booted.sh(
        'timeout 30 sh -c "while systemctl is-active --quiet lava-slave; do sleep 0.1; done"',
      );
      expect(await lab().booted.sh('journalctl -u lava-slave -n 30 -o cat')).toMatch(/^all there$/m);
      await lab().booted.sh(`rm -r ${dropIn}; systemctl daemon-reload; systemctl start lava-slave`);
    });

    it('disable and mask survive an upgrade; policy-rc.d is asked', async () => {
      await lab().booted.sh('systemctl disable --now lava-master; systemctl stop lava-slave');
      await lab().booted.sh('printf "#!/bin/sh\\nexit 101\\n" >/usr/sbin/policy-rc.d');
      const pid = await show('lava-server', 'MainPID');
      await lab().booted.sh(`dpkg -i ${there('lava-server')} ${there('lava-dispatcher')}`);
      expect(await show('lava-server', 'MainPID')).toBe(pid);
      await lab().booted.sh('printf "#!/bin/sh\\nexit 0\\n" >/usr/sbin/policy-rc.d');
      await lab().booted.sh(`dpkg -i ${there('lava-server')}`);
      expect(await show('lava-server', 'MainPID')).not.toBe(pid);
      expect((await lab().booted.try('systemctl is-enabled lava-master')).output).toBe('disabled\n');
      for (const unit of ['lava-master', 'lava-slave'])
        expect(await show(unit, 'ActiveState')).toBe('inactive');
    });
  });
}
