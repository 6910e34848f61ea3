// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork, type Network } from '../../tools/hosts/network.ts';
import { debsOf } from '../../tools/hosts/packages.ts';
import { preparedRoot } from '../../tools/hosts/prepared.ts';
import { SUITES } from '../../tools/hosts/root.ts';
import { getPayload } from '../../tools/payload/payload.ts';
import { commandsOf, secondVersion } from './package-lab.ts';

const VERSION = '0.1.0';
const NAMES = ['lava-dispatcher', 'lava-cli', 'lava-server', 'lava'];
const PROGRAMS = ['lava', 'lava-run', 'lava-slave', 'lava-worker', 'lava-server', 'lava-master'];

/**
 * Largest size, MB: of the package, and installed. The stripped runtime is 108 and packs to 39; what is ours packs to 1 to 5.
 * A tenth above what was measured, so that a second copy of a library or the sources of the web pages do not slip in.
 */
const LIMITS: Record<string, [packed: number, installed: number]> = {
  'lava-dispatcher': [46, 123],
  'lava-cli': [45, 120],
  'lava-server': [5.5, 18],
  lava: [0.02, 0.05],
};

describe.skipIf(process.getuid?.() !== 0)('the Debian packages', () => {
  let directory: string;
  let network: Network | undefined;
  const hosts: Host[] = [];
  let debs: string[];
  /** Debian 12 with sysvinit, and Debian 13 booted by systemd; neither has a way out. */
  let plain: Host;
  let booted: Host;
  /** Debian 12 booted by systemd. */
  let older: Host;
  let lintian: Promise<{ status: number; output: string }>;
  const there = (name: string, version = VERSION) => `/root/${name}_${version}_*.deb`;

  beforeAll(async () => {
    await ensureDebianPackages(['hosts']);
    directory = mkdtempSync('/var/tmp/lava-packages-');
    network = createNetwork(`lp${process.pid}`, ['plain', 'lab', 'older', 'lint']);
    const { addresses, netnsOf } = network;
    const start = async (name: string, suite: (typeof SUITES)[number], init?: 'systemd') => {
      const lower = preparedRoot(suite);
      const netns = netnsOf(name);
      const host = await startHost({
        name,
        suite,
        netns,
        hosts: addresses,
        directory,
        lower,
        ...(init && { init }),
      });
      hosts.push(host);
      return host;
    };
    debs = await debsOf(VERSION, ...NAMES);
    plain = await start('plain', 'bookworm');
    booted = await start('lab', 'trixie', 'systemd');
    older = await start('older', 'bookworm', 'systemd');
    const lint = await start('lint', 'trixie');
    for (const host of hosts) for (const deb of debs) copyFileSync(deb, host.path(`/root/${basename(deb)}`));
    lintian = lint.try('nice lintian --fail-on error,warning --tag-display-limit 0 /root/*.deb');
    for (const host of [booted, older])
      await host.sh('timeout 60 sh -c "until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done"');
  });
  afterAll(() => {
    for (const host of hosts) host.stop();
    network?.close();
    if (directory) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  const field = (deb: string, name: string) =>
    execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
  const debOf = (name: string) => debs.find((deb) => basename(deb).startsWith(`${name}_`)) ?? '';
  const filesOf = (name: string) =>
    execFileSync('dpkg-deb', ['-c', debOf(name)], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\S+ (\S+) +\d+ \S+ \S+ \.(\S+)/.exec(line) ?? [])
      .map(([line = '', owner = '', path = '']) => ({ mode: line.slice(0, 10), owner, path }))
      .filter(({ path }) => path !== '');

  describe('hold what they should', () => {
    it.each(NAMES)('%s is as small as it should be, and root owns its files', (name) => {
      const [packed, installed] = LIMITS[name] ?? [0, 0];
      expect(readFileSync(debOf(name)).length / 1e6).toBeLessThan(packed);
      expect(Number(field(debOf(name), 'Installed-Size')) / 1e3).toBeLessThan(installed);
      const files = filesOf(name);
      expect(files.filter(({ owner }) => owner !== 'root/root')).toEqual([]);
      expect(files.filter(({ mode }) => /^.....w|^........w|s/.test(mode) && !mode.startsWith('l'))).toEqual(
        [],
      );
      const paths = files.map(({ path }) => path);
      for (const doc of ['copyright', 'changelog.gz'])
        expect(paths).toContain(`/usr/share/doc/${name}/${doc}`);
      expect(field(debOf(name), 'Version')).toBe(`1:${VERSION}`);
    });

    it('the worker has no server, no pages and no database', () => {
      const paths = filesOf('lava-dispatcher').map(({ path }) => path);
      expect(
        paths.filter((path) =>
          /server\.js|lava-server|lava-master|\.html|\.sql|migrations|postgres/.test(path),
        ),
      ).toEqual([]);
      expect(paths).toContain('/usr/lib/lava-dispatcher/bin/node');
      for (const name of ['Depends', 'Recommends', 'Suggests'])
        expect(field(debOf('lava-dispatcher'), name)).not.toMatch(/postgres|lava-server|nodejs/);
    });

    it('the server has pages, roles, migrations; every program has a man page and a completion', () => {
      const server = filesOf('lava-server').map(({ path }) => path);
      for (const path of [
        '/usr/lib/lava-server/web/index.html',
        '/usr/bin/lava-server',
        '/usr/bin/lava-master',
        '/etc/init.d/lava-master',
      ])
        expect(server).toContain(path);
      expect(field(debOf('lava-server'), 'Depends')).toMatch(/\bpostgresql\b/);
      const all = NAMES.flatMap(filesOf).map(({ path }) => path);
      const commands = all.filter((path) => /^\/usr\/bin\/./.test(path)).map((path) => basename(path));
      expect(commands.sort()).toEqual([...PROGRAMS, 'lava-make-guest'].sort());
      for (const name of commands)
        expect(
          all.some((path) => new RegExp(`^/usr/share/man/man[18]/${name}\\.[18]\\.gz$`).test(path)),
          name,
        ).toBe(true);
      for (const name of PROGRAMS) expect(all).toContain(`/usr/share/bash-completion/completions/${name}`);
    });

    it.each(SUITES)('what they depend on and recommend is in %s', (suite) => {
      const names = debs
        .flatMap((deb) => ['Depends', 'Recommends', 'Suggests'].map((name) => field(deb, name)))
        .flatMap((text) => text.split(/[,|]/))
        .map((text) => text.replace(/\(.*/, '').trim())
        .filter((name) => name !== '' && !NAMES.includes(name));
      const args = [preparedRoot(suite), 'apt-cache', 'show', '--no-all-versions', ...new Set(names)];
      const shown = spawnSync('chroot', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
      const known = [...shown.stdout.matchAll(/^Package: (\S+)$/gm)].map(([, name]) => name);
      expect([...new Set(names)].filter((name) => !known.includes(name))).toEqual([]);
    });
  });

  it('are installed without a way out; what runs is theirs and not root', async () => {
    const files = NAMES.map((name) => there(name)).join(' ');
    await Promise.all(
      [plain, booted, older].map(async (host) => {
        expect(await host.sh('ip route show default; ip -6 route show default')).toBe('');
        await host.sh(`dpkg -i ${files}`);
        const users = await host.sh(
          'ps -eo user:20,args | grep "[/]usr/lib/lava-" | sed "s/ .*//" | sort | uniq -c',
        );
        expect(
          users
            .trim()
            .split('\n')
            .map((line) => line.trim()),
        ).toEqual(['2 lava-dispatcher', '2 lavaserver']);
        expect(await host.sh('/usr/lib/lava-dispatcher/bin/node -v')).toBe(`${process.version}\n`);
        expect(await host.sh('dpkg --audit')).toBe('');
      }),
    );
  });

  it('secrets are for their daemon alone', async () => {
    const wanted = {
      '/etc/lava-server/lava-server': '640 root:lavaserver',
      '/etc/lava-server/lava-master': '640 root:lavaserver',
      '/var/lib/lava-server': '750 lavaserver:lavaserver',
      '/var/lib/lava-server/server.key': '600 lavaserver:lavaserver',
      '/var/lib/lava-server/admin-password': '600 lavaserver:lavaserver',
      '/var/lib/lava-dispatcher': '750 lava-dispatcher:lava-dispatcher',
      '/var/lib/lava-dispatcher/worker.key': '600 lava-dispatcher:lava-dispatcher',
      '/var/lib/lava-dispatcher/jobs': '700 lava-dispatcher:lava-dispatcher',
      '/var/log/lava-server': '2750 root:adm',
      '/var/log/lava-dispatcher': '2750 root:adm',
    };
    for (const host of [plain, booted]) {
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
    const { status, output } = await plain.try(
      'setpriv --reuid=nobody --clear-groups lava-server manage users list',
    );
    expect([status, output]).toEqual([2, expect.stringContaining('sudo')]);
  });

  it('a lab on one machine runs its first job by the commands of the page, also over a restart and an upgrade of the worker', async () => {
    const payload = await getPayload('amd64');
    await booted.sh('mkdir -p /srv/images');
    booted.write('/srv/images/kernel', readFileSync(payload.kernel));
    booted.write('/srv/images/ramdisk.cpio.gz', readFileSync(payload.ramdisk));
    const lines = commandsOf('docs/how-to/install.md', 'first-job');
    const submit = lines.pop() ?? '';
    expect(submit).toContain('lava jobs submit --follow');
    await booted.sh(['set -e', ...lines].join('\n'));
    // A unit of its own for who follows it, so that the restart below is in the middle of the job.
    await booted.sh(
      `systemd-run --quiet --unit=follow -p SuccessExitStatus=0 -E HOME=/root sh -c '${submit} >/root/followed'`,
    );
    await booted.sh('timeout 60 sh -c "until grep -q \'Linux version\' /root/followed; do sleep 0.2; done"');
    const qemu = await booted.sh('pgrep qemu-system');
    // The guest stands still meanwhile, so that the job cannot be over before.
    await booted.sh(`kill -STOP ${qemu}`);
    await booted.sh(`systemctl restart lava-slave; dpkg -i ${there('lava-dispatcher')}`);
    await booted.sh(`kill -CONT ${qemu}`);
    expect(await booted.sh('pgrep qemu-system')).toBe(qemu);
    expect(await booted.sh('cat /proc/$(pgrep qemu-system)/cgroup')).toContain('lava-slave.service');
    await booted.sh('timeout 100 sh -c "while systemctl is-active --quiet follow; do sleep 0.2; done"');
    expect(await booted.sh('systemctl show -P Result follow; cat /root/followed')).toMatch(/^success\n/);
    const [job] = JSON.parse(await booted.sh('lava jobs list --json')).items;
    expect(job).toMatchObject({ state: 'finished', health: 'complete' });
  });

  describe('under systemd', () => {
    const show = async (unit: string, name: string) =>
      (await booted.sh(`systemctl show -P ${name} ${unit}`)).trim();

    it('start, stop, restart, status and exec bit do as the init scripts do', async () => {
      for (const unit of ['lava-server', 'lava-master', 'lava-slave']) {
        expect((await booted.try(`systemctl status ${unit}`)).status, unit).toBe(0);
        await booted.sh(`systemctl stop ${unit}`);
        expect((await booted.try(`service ${unit} status`)).status, unit).toBe(3);
        await booted.sh(`chmod -x /etc/init.d/${unit}; systemctl start ${unit}`);
        expect(await show(unit, 'ActiveState')).toBe('inactive');
        await booted.sh(
          `chmod +x /etc/init.d/${unit}; service ${unit} start; service ${unit} force-reload; service ${unit} restart`,
        );
        expect(await show(unit, 'ActiveState')).toBe('active');
      }
    });

    it('a daemon that was killed comes back, one that refuses to run does not', async () => {
      const pid = await show('lava-master', 'MainPID');
      await booted.sh(
        `kill -9 ${pid}; timeout 60 sh -c 'until systemctl is-active --quiet lava-master && [ "$(systemctl show -P MainPID lava-master)" != ${pid} ]; do sleep 0.2; done'`,
      );
      await booted.sh('touch /etc/lava-server/worker.conf');
      expect((await booted.try('systemctl restart lava-master')).status).not.toBe(0);
      expect(await show('lava-master', 'SubState')).toBe('failed');
      expect(await booted.sh('journalctl -u lava-master -n 20')).toContain('must not run here');
      await booted.sh('rm /etc/lava-server/worker.conf; systemctl restart lava-master');
    });

    it('the units close what the daemons do not need', async () => {
      for (const host of [booted, older]) {
        await host.sh('systemctl is-active lava-server lava-master lava-slave');
        const units = 'lava-server.service lava-master.service lava-slave.service';
        expect(await host.sh(`systemd-analyze verify ${units}`)).toBe('');
      }
      older.stop();
      hosts.splice(hosts.indexOf(older), 1);
      for (const unit of ['lava-server', 'lava-master']) {
        await booted.sh(`systemd-analyze security --threshold=20 ${unit} >/dev/null`);
        const pid = await show(unit, 'MainPID');
        const status = await booted.sh(`cat /proc/${pid}/status`);
        expect(status).toMatch(/^NoNewPrivs:\t1$/m);
        expect(status).toMatch(/^Seccomp:\t2$/m);
        // CAP_NET_BIND_SERVICE alone.
        expect(status).toMatch(/^CapBnd:\t0000000000000400$/m);
        const inside = (line: string) => booted.try(`nsenter -t ${pid} -m sh -c '${line}'`);
        expect((await inside('touch /usr/x /etc/x /var/log/x 2>&1')).output.match(/Read-only/g)).toHaveLength(
          3,
        );
        expect((await inside('touch /var/lib/lava-server/x && rm /var/lib/lava-server/x')).status).toBe(0);
      }
      const worker = await show('lava-slave', 'MainPID');
      expect((await booted.try(`nsenter -t ${worker} -m sh -c 'touch /usr/x'`)).output).toContain(
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
      await booted.sh(`mkdir -p ${dropIn}`);
      booted.write('/root/needs', needs.join('\n'));
      // Nodes that a machine has of its own.
      booted.write(`${dropIn}/needs.conf`, '[Service]\nExecStart=\nExecStart=/bin/sh /root/needs\n');
      await booted.sh(
        'for i in 0 1 2 3 4 5 6 7; do mknod /dev/loop$i b 7 $i; done; mknod /dev/loop-control c 10 237',
      );
      await booted.sh('systemctl daemon-reload; systemctl restart lava-slave');
      await booted.sh('timeout 30 sh -c "while systemctl is-active --quiet lava-slave; do sleep 0.1; done"');
      expect(await booted.sh('journalctl -u lava-slave -n 30 -o cat')).toMatch(/^all there$/m);
      await booted.sh(`rm -r ${dropIn}; systemctl daemon-reload; systemctl start lava-slave`);
    });

    it('disable and mask survive an upgrade; policy-rc.d is asked', async () => {
      await booted.sh('systemctl disable --now lava-master; systemctl stop lava-slave');
      await booted.sh('printf "#!/bin/sh\\nexit 101\\n" >/usr/sbin/policy-rc.d');
      const pid = await show('lava-server', 'MainPID');
      await booted.sh(`dpkg -i ${there('lava-server')} ${there('lava-dispatcher')}`);
      expect(await show('lava-server', 'MainPID')).toBe(pid);
      await booted.sh('printf "#!/bin/sh\\nexit 0\\n" >/usr/sbin/policy-rc.d');
      await booted.sh(`dpkg -i ${there('lava-server')}`);
      expect(await show('lava-server', 'MainPID')).not.toBe(pid);
      expect((await booted.try('systemctl is-enabled lava-master')).output).toBe('disabled\n');
      for (const unit of ['lava-master', 'lava-slave'])
        expect(await show(unit, 'ActiveState')).toBe('inactive');
    });
  });

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
          expect([action, (await plain.try(`${script} ${action}`)).status]).toEqual([action, status]);
        const nobody = `setpriv --reuid=nobody --clear-groups ${script}`;
        expect((await plain.try(`${nobody} stop`)).status).toBe(4);
        expect((await plain.try(`${nobody} status`)).status).toBe(0);
        await plain.sh(
          `kill -9 $(cat /run/${name}.pid); timeout 20 sh -c 'while kill -0 $(cat /run/${name}.pid) 2>/dev/null; do sleep 0.1; done'`,
        );
        // Dead, and its pid file is there.
        expect((await plain.try(`${script} status`)).status).toBe(1);
        await plain.sh(`${script} start`);
      },
    );

    it('a start that is refused fails and says why', async () => {
      await plain.sh('touch /etc/lava-server/worker.conf');
      const { status, output } = await plain.try('service lava-master restart');
      expect([status, output]).toEqual([1, expect.stringContaining('must not run here')]);
      await plain.sh('rm /etc/lava-server/worker.conf; service lava-master start');
    });

    it('what is turned off stays off over an upgrade; policy-rc.d is asked', async () => {
      const runs = async (name: string) => (await plain.try(`kill -0 $(cat /run/${name}.pid)`)).status === 0;
      await plain.sh('invoke-rc.d lava-master stop; update-rc.d lava-master disable');
      await plain.sh('invoke-rc.d lava-slave stop; chmod -x /etc/init.d/lava-slave');
      await plain.sh('printf "#!/bin/sh\\nexit 101\\n" >/usr/sbin/policy-rc.d');
      const pid = await plain.sh('cat /run/lava-server.pid');
      const upgrade = `dpkg -i ${there('lava-server')} ${there('lava-dispatcher')}`;
      await plain.sh(upgrade);
      expect(await plain.sh('cat /run/lava-server.pid')).toBe(pid);
      await plain.sh('printf "#!/bin/sh\\nexit 0\\n" >/usr/sbin/policy-rc.d');
      await plain.sh(upgrade);
      expect(await plain.sh('cat /run/lava-server.pid')).not.toBe(pid);
      expect(await runs('lava-master')).toBe(false);
      expect(await runs('lava-slave')).toBe(false);
      expect(await plain.sh('ls /etc/rc2.d | grep lava-master')).toMatch(/^K\d\dlava-master\n$/);
      expect((await plain.try('test -x /etc/init.d/lava-slave')).status).toBe(1);
      await plain.sh('update-rc.d lava-master enable; service lava-master start');
      await plain.sh('chmod +x /etc/init.d/lava-slave; service lava-slave start');
    });

    it('logs go on in the new file after logrotate', async () => {
      for (const name of ['lava-server', 'lava-dispatcher'])
        await plain.sh(`logrotate -f /etc/logrotate.d/${name}`);
      const logs = '/var/log/lava-server/lava-master.log /var/log/lava-dispatcher/lava-slave.log';
      for (const log of logs.split(' ')) {
        expect((await plain.sh(`cat ${log}.1`)).length).toBeGreaterThan(0);
        expect(await plain.sh(`stat -c '%s %a %G' ${log}`)).toBe('0 640 adm\n');
      }
      await plain.sh(
        'lava-server manage workers add plain --host plain --json | sed -n \'s/.*"joinLine": "\\(.*\\)".*/\\1/p\' >/root/line',
      );
      await plain.sh('lava-slave join "$(cat /root/line)"');
      for (const log of logs.split(' ')) {
        await plain.sh(`timeout 20 sh -c 'until [ -s ${log} ]; do sleep 0.1; done'`);
        // What was cut off is no hole that the next line stands behind.
        expect(await plain.sh(`tr -d '\\0' <${log} | wc -c`)).toBe(await plain.sh(`wc -c <${log}`));
      }
    });
  });

  describe('tell how they are used', () => {
    it('completes commands, options, values and files in bash', async () => {
      const cases: [line: string, words: string[]][] = [
        ['lava jobs resub', ['resubmit']],
        ['lava ', ['jobs', 'devices', 'workers', 'login', '--json']],
        ['lava jobs list --health ', ['complete', 'incomplete', 'canceled', 'unknown']],
        ['lava jobs submit --', ['--wait', '--follow', '--json']],
        ['lava jobs submit /etc/hostn', ['/etc/hostname']],
        ['lava-server ', ['api', 'master', 'manage', '--http-port']],
        ['lava-server manage ', ['users', 'workers', 'backup', 'pipeline-worker']],
        ['lava-server manage workers a', ['add', 'accept']],
        ['lava-slave ', ['join', 'status', 'doctor', '--log-level']],
        ['lava-worker sta', ['status']],
        ['lava-run --describe ', ['tree', 'json']],
        ['lava-run --dev', ['--device']],
      ];
      const complete = async (host: Host, ...lines: string[]) => {
        copyFileSync(join(import.meta.dirname, 'complete.bash'), host.path('/root/complete.bash'));
        const words = lines.map((line) => `'${line}'`).join(' ');
        return (await host.sh(`bash /root/complete.bash ${words}`)).trimEnd().split('\n');
      };
      for (const host of [plain, booted]) {
        const answers = await complete(host, ...cases.map(([line]) => line));
        expect(answers).toHaveLength(cases.length);
        for (const [i, [line, words]] of cases.entries())
          expect(answers[i]?.split(' '), line).toEqual(expect.arrayContaining(words));
      }
      // With keys, in a terminal; and names that the server knows.
      booted.write(
        '/root/keys',
        '. /usr/share/bash-completion/bash_completion\nlava jobs definiti\t1 --pipel\t | head -1 >/root/typed\nexit\n',
      );
      await booted.sh(
        'systemctl start lava-master lava-slave; TERM=dumb script -qec "bash --norc -i" /dev/null </root/keys >/dev/null',
      );
      expect(await booted.sh('cat /root/typed')).toBe('# SPDX-License-Identifier: Apache-2.0\n');
      const names = await complete(
        booted,
        'lava devices show q',
        'lava workers disable l',
        'lava jobs show ',
      );
      expect(names).toEqual(['qemu-01', 'lab', expect.stringMatching(/^1 --url /)]);
    });

    it('has man pages without a fault, made from what the programs understand', async () => {
      for (const host of [plain, booted]) {
        const pages = (await host.sh('ls /usr/share/man/man[18]/lava*')).trim().split('\n');
        expect(pages).toHaveLength(PROGRAMS.length + 1);
        expect(
          await host.sh(`for page in ${pages.join(' ')}; do man --warnings -l $page 2>&1 >/dev/null; done`),
        ).toBe('');
      }
      const faults =
        'for page in /usr/share/man/man[18]/lava*; do zcat $page | (cd /usr/share/man; mandoc -T lint -W warning); done';
      expect((await booted.try(faults)).output).toBe('');
      const text = await booted.sh('man -l /usr/share/man/man1/lava.1.gz | col -b');
      for (const word of ['jobs resubmit', '--follow', 'device-types check']) expect(text).toContain(word);
      expect(await booted.sh('man lava-worker | col -b')).toContain('LAVA_WORKER_CONTROL_PORT');
    });
  });

  it('an upgrade keeps settings that were edited, and takes those that were not', async () => {
    const deb = secondVersion(debOf('lava-dispatcher'), directory, [
      '/etc/lava-dispatcher/lava-slave',
      '/etc/logrotate.d/lava-dispatcher',
    ]);
    copyFileSync(deb, plain.path('/root/next.deb'));
    await plain.sh('echo \'LAVA_WORKER_LOG_LEVEL="debug"\' >>/etc/lava-dispatcher/lava-slave');
    await plain.sh('dpkg --force-confdef --force-confold -i /root/next.deb');
    expect(await plain.sh('cat /etc/lava-dispatcher/lava-slave')).toMatch(/LEVEL="debug"\n$/);
    expect(await plain.sh('cat /etc/lava-dispatcher/lava-slave.dpkg-dist')).toContain('# second version');
    expect(await plain.sh('cat /etc/logrotate.d/lava-dispatcher')).toContain('# second version');
    expect((await plain.try('lava-slave status')).status).not.toBe(3);
  });

  it('remove keeps database and keys for the next installation; purge takes what it is told to', async () => {
    const psql = (query: string) =>
      plain.sh(`setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "${query}"`);
    const databases = () =>
      psql(
        "select count(*) from pg_database, pg_roles where datname = 'lavaserver' and rolname = 'lavaserver'",
      );
    const keys = () =>
      plain.sh('cat /var/lib/lava-server/server.key /var/lib/lava-dispatcher/worker.key | md5sum');
    const all = NAMES.map((name) => there(name)).join(' ');
    const before = await keys();
    await plain.sh('echo "# mine" >>/etc/lava-server/lava-server');

    await plain.sh('dpkg --remove lava lava-server lava-dispatcher');
    expect((await plain.try('ps -eo args | grep "[l]ava-s"')).output).toBe('');
    expect((await plain.try('/etc/init.d/lava-slave start')).status).toBe(0);
    expect((await plain.try('/etc/init.d/lava-slave status')).status).toBe(4);
    await plain.sh(`dpkg --force-confold -i ${all}`);
    expect(await keys()).toBe(before);
    expect(await plain.sh('cat /etc/lava-server/lava-server')).toContain('# mine');
    expect(await plain.sh('lava-server manage workers list')).toContain('plain');
    await plain.sh('service lava-server status; service lava-master status; service lava-slave status');

    await plain.sh('dpkg --purge lava lava-server');
    expect(await databases()).toBe('1\n');
    await plain.sh(
      'test -e /var/lib/lava-server/server.key; test ! -e /etc/lava-server/lava-server; test ! -e /var/log/lava-server',
    );
    expect((await plain.try('ls /etc/rc2.d | grep -E "lava-(server|master)"')).output).toBe('');
    await plain.sh(`dpkg --force-confold -i ${all}`);
    expect(await plain.sh('lava-server manage workers list')).toContain('plain');

    await plain.sh("echo 'lava-server lava-server/drop-database boolean true' | debconf-set-selections");
    await plain.sh('dpkg --purge lava lava-server lava-dispatcher');
    expect(await databases()).toBe('0\n');
    expect((await plain.try('getent passwd lavaserver lava-dispatcher')).output).toBe('');

    // The database of Debian's own LAVA is nobody's to fill or to drop.
    const asPostgres = 'setpriv --reuid=postgres --regid=postgres --init-groups';
    await plain.sh(`${asPostgres} createdb lavaserver`);
    await plain.sh(`${asPostgres} psql -Xqc 'create table django_migrations (id int)' lavaserver`);
    expect(await plain.sh(`dpkg -i ${there('lava-server')}`)).toContain('of another LAVA');
    expect((await plain.try('service lava-server status')).status).toBe(3);
    await plain.sh("echo 'lava-server lava-server/drop-database boolean true' | debconf-set-selections");
    await plain.sh('dpkg --purge lava-server lava-cli');
    expect(await plain.sh(`${asPostgres} psql -XAtqc 'table django_migrations' lavaserver`)).toBe('');
    await plain.sh('rm -r /var/lib/lava-server');
    const left = await plain.try(
      'find / -xdev \\( -name "lava*" -o -name "*-lava*" \\) -not -path "/proc/*" -not -path "/root/*" -not -path "/var/log/*" -not -path "/var/cache/*"',
    );
    expect(left.output).toBe('');
  });

  it('lintian finds no fault', async () => {
    const { status, output } = await lintian;
    expect([status, output.replace(/^running with root.*\n/m, '')]).toEqual([0, '']);
  });
});
