// SPDX-License-Identifier: Apache-2.0
import { copyFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NAMES, type PackageLab, there } from './lab.ts';
import { secondVersion } from './texts.ts';

/** Upgrade, remove and purge. */
export function replaced(lab: () => PackageLab): void {
  it('an upgrade keeps settings that were edited, and takes those that were not', async () => {
    const deb = secondVersion(lab().debOf('lava-dispatcher'), lab().directory, [
      '/etc/lava-dispatcher/lava-slave',
      '/etc/logrotate.d/lava-dispatcher',
    ]);
    copyFileSync(deb, lab().plain.path('/root/next.deb'));
    await lab().plain.sh('echo \'LAVA_WORKER_LOG_LEVEL="debug"\' >>/etc/lava-dispatcher/lava-slave');
    await lab().plain.sh('dpkg --force-confdef --force-confold -i /root/next.deb');
    expect(await lab().plain.sh('cat /etc/lava-dispatcher/lava-slave')).toMatch(/LEVEL="debug"\n$/);
    expect(await lab().plain.sh('cat /etc/lava-dispatcher/lava-slave.dpkg-dist')).toContain(
      '# second version',
    );
    expect(await lab().plain.sh('cat /etc/logrotate.d/lava-dispatcher')).toContain('# second version');
    expect((await lab().plain.try('lava-slave status')).status).not.toBe(3);
  });

  it('remove keeps database and keys for the next installation; purge removes what it was asked to', async () => {
    const psql = (query: string) =>
      lab().plain.sh(`setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "${query}"`);
    const databases = () =>
      psql(
        "select count(*) from pg_database, pg_roles where datname = 'lavaserver' and rolname = 'lavaserver'",
      );
    const keys = () =>
      lab().plain.sh('cat /var/lib/lava-server/server.key /var/lib/lava-dispatcher/worker.key | md5sum');
    const all = NAMES.map((name) => there(name)).join(' ');
    const before = await keys();
    await lab().plain.sh('echo "# mine" >>/etc/lava-server/lava-server');

    await lab().plain.sh('dpkg --remove lava lava-server lava-dispatcher');
    expect((await lab().plain.try('ps -eo args | grep "[l]ava-s"')).output).toBe('');
    expect((await lab().plain.try('/etc/init.d/lava-slave start')).status).toBe(0);
    expect((await lab().plain.try('/etc/init.d/lava-slave status')).status).toBe(4);
    await lab().plain.sh(`dpkg --force-confold -i ${all}`);
    expect(await keys()).toBe(before);
    expect(await lab().plain.sh('cat /etc/lava-server/lava-server')).toContain('# mine');
    expect(await lab().plain.sh('lava-server manage workers list')).toContain('plain');
    await lab().plain.sh('service lava-server status; service lava-master status; service lava-slave status');

    await lab().plain.sh('dpkg --purge lava lava-server');
    expect(await databases()).toBe('1\n');
    await lab().plain.sh(
      'test -e /var/lib/lava-server/server.key; test ! -e /etc/lava-server/lava-server; test ! -e /var/log/lava-server',
    );
    expect((await lab().plain.try('ls /etc/rc2.d | grep -E "lava-(server|master)"')).output).toBe('');
    await lab().plain.sh(`dpkg --force-confold -i ${all}`);
    expect(await lab().plain.sh('lava-server manage workers list')).toContain('plain');

    await lab().plain.sh(
      "echo 'lava-server lava-server/drop-database boolean true' | debconf-set-selections",
    );
    await lab().plain.sh('dpkg --purge lava lava-server lava-dispatcher');
    expect(await databases()).toBe('0\n');
    expect(
      (await lab().plain.try('getent passwd lavaserver lava-dispatcher lava-job-1 lava-job-32')).output,
    ).toBe('');

    // The database of Debian's own LAVA is nobody's to fill or to drop.
    const asPostgres = 'setpriv --reuid=postgres --regid=postgres --init-groups';
    await lab().plain.sh(`${asPostgres} createdb lavaserver`);
    await lab().plain.sh(`${asPostgres} psql -Xqc 'create table django_migrations (id int)' lavaserver`);
    expect(await lab().plain.sh(`dpkg -i ${there('lava-server')}`)).toContain('of another LAVA');
    expect((await lab().plain.try('service lava-server status')).status).toBe(3);
    await lab().plain.sh(
      "echo 'lava-server lava-server/drop-database boolean true' | debconf-set-selections",
    );
    await lab().plain.sh('dpkg --purge lava-server lava-cli');
    expect(await lab().plain.sh(`${asPostgres} psql -XAtqc 'table django_migrations' lavaserver`)).toBe('');
    await lab().plain.sh('rm -r /var/lib/lava-server');
    const left = await lab().plain.try(
      'find / -xdev \\( -name "lava*" -o -name "*-lava*" \\) -not -path "/proc/*" -not -path "/root/*" -not -path "/var/log/*" -not -path "/var/cache/*"',
    );
    expect(left.output).toBe('');
  });
}
