// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { getPayload } from '@lava/guest/payload.ts';
import { expect, it } from 'vitest';
import { NAMES, type PackageLab, there } from './lab.ts';
import { commandsOf } from './texts.ts';

/** What an installation leaves on a machine, and that it works. */
export function installed(lab: () => PackageLab): void {
  it('are installed without a way out; what runs is theirs and not root', async () => {
    const files = NAMES.map((name) => there(name)).join(' ');
    await Promise.all(
      [lab().plain, lab().booted, lab().older].map(async (host) => {
        expect(await host.sh('ip route show default; ip -6 route show default')).toBe('');
        await host.sh(`dpkg -i ${files}`);
        // The worker, and under an account for jobs the dispatcher that stands by.
        const users = await host.sh(
          'ps -eo user:20,args | grep "[/]usr/lib/lava-" | sed "s/ .*//; s/lava-job-.*/lava-job-N/" | sort | uniq -c',
        );
        expect(
          users
            .trim()
            .split('\n')
            .map((line) => line.trim()),
        ).toEqual(['1 lava-dispatcher', '1 lava-job-N', '2 lavaserver']);
        expect(await host.sh('/usr/lib/lava-dispatcher/bin/node -v')).toBe(`${process.version}\n`);
        expect(await host.sh('dpkg --audit')).toBe('');
      }),
    );
  });

  it('only their daemon can read its secrets', async () => {
    const wanted = {
      '/etc/lava-server/lava-server': '640 root:lavaserver',
      '/etc/lava-server/lava-master': '640 root:lavaserver',
      '/var/lib/lava-server': '750 lavaserver:lavaserver',
      '/var/lib/lava-server/server.key': '600 lavaserver:lavaserver',
      '/var/lib/lava-server/admin-password': '600 lavaserver:lavaserver',
      '/var/lib/lava-dispatcher': '751 lava-dispatcher:lava-dispatcher',
      '/var/lib/lava-dispatcher/worker.key': '600 lava-dispatcher:lava-dispatcher',
      '/var/lib/lava-dispatcher/jobs': '711 lava-dispatcher:lava-dispatcher',
      '/var/lib/lava-dispatcher/cache': '2770 lava-dispatcher:lava-job',
      '/var/lib/lava-job': '750 root:lava-job',
      '/var/log/lava-server': '2750 root:adm',
      '/var/log/lava-dispatcher': '2750 root:adm',
    };
    for (const host of [lab().plain, lab().booted]) {
      const found = await host.sh(`stat -c '%n %a %U:%G' ${Object.keys(wanted).join(' ')}`);
      expect(
        Object.fromEntries(
          found
            .trim()
            .split('\n')
            .map((line) => [line.split(' ')[0], line.replace(/^\S+ /, '')]),
        ),
      ).toEqual(wanted);
    }
    const { status, output } = await lab().plain.try(
      'setpriv --reuid=nobody --clear-groups lava-server manage users list',
    );
    expect([status, output]).toEqual([2, expect.stringContaining('sudo')]);
  });

  it('a lab on one machine runs its first job by the commands of the page, also over a restart and an upgrade of the worker', async () => {
    const payload = await getPayload('amd64');
    await lab().booted.sh('mkdir -p /srv/images');
    lab().booted.write('/srv/images/kernel', readFileSync(payload.kernel));
    lab().booted.write('/srv/images/ramdisk.cpio.gz', readFileSync(payload.ramdisk));
    const lines = commandsOf('docs/how-to/install.md', 'first-job');
    const submit = lines.pop() ?? '';
    expect(submit).toContain('lava jobs submit --follow');
    await lab().booted.sh(['set -e', ...lines].join('\n'));
    // A unit of its own for who follows it, so that the restart below is in the middle of the job.
    await lab().booted.sh(
      `systemd-run --quiet --unit=follow -p SuccessExitStatus=0 -E HOME=/root sh -c '${submit} >/root/followed'`,
    );
    await lab().booted.sh(
      'timeout 60 sh -c "until grep -q \'Linux version\' /root/followed; do sleep 0.2; done"',
    );
    const qemu = await lab().booted.sh('pgrep qemu-system');
    // The guest is stopped meanwhile, so that the job cannot be over before.
    await lab().booted.sh(`kill -STOP ${qemu}`);
    await lab().booted.sh(`systemctl restart lava-slave; dpkg -i ${there('lava-dispatcher')}`);
    await lab().booted.sh(`kill -CONT ${qemu}`);
    expect(await lab().booted.sh('pgrep qemu-system')).toBe(qemu);
    expect(await lab().booted.sh('cat /proc/$(pgrep qemu-system)/cgroup')).toContain('lava-slave.service');
    await lab().booted.sh('timeout 100 sh -c "while systemctl is-active --quiet follow; do sleep 0.2; done"');
    expect(await lab().booted.sh('systemctl show -P Result follow; cat /root/followed')).toMatch(
      /^success\n/,
    );
    const [job] = JSON.parse(await lab().booted.sh('lava jobs list --json')).items;
    expect(job).toMatchObject({ state: 'finished', health: 'complete' });
  });
}
