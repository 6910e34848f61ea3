// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobText, slowSteps } from '../faults/job-text.ts';
import { type HostLab, startHostLab } from './lab.ts';

/** Facts of a device that must never travel in clear text. */
const SECRETS = ['pdu-3.lab.internal', 'ser2net-3.lab.internal'];

const HEALTHZ =
  'fetch(`http://127.0.0.1:8080/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))';

describe.skipIf(process.getuid?.() !== 0)('a lab of three machines', () => {
  let lab: HostLab;
  let capture: ReturnType<typeof spawn>;
  beforeAll(async () => {
    lab = await startHostLab();
    const { netns, device } = lab.network.tap;
    const file = join(lab.directory, 'traffic.pcap');
    const command = ['netns', 'exec', netns, 'tcpdump', '-i', device, '-U', '-Z', 'root', '-w', file, 'tcp'];
    capture = spawn('ip', command, { stdio: 'ignore' });
  });
  afterAll(() => {
    capture?.kill();
    lab?.close();
  });

  async function submit(device: string, lines: number): Promise<number> {
    const text = jobText('file:///srv/images', 'amd64', { steps: slowSteps(lines) });
    lab.master.write(
      '/tmp/job.yaml',
      text.replace('device_type: qemu', `device_type: qemu\ndevice: ${device}`),
    );
    return (await lab.lava<{ id: number }>('jobs', 'submit', '/tmp/job.yaml')).id;
  }

  async function expectComplete(...jobs: number[]): Promise<void> {
    for (const id of jobs) {
      const job = await lab.jobIs(id, 'is finished', ({ state }) => state === 'finished');
      expect(job).toMatchObject({ health: 'complete', error: null });
    }
  }

  const linked = (worker: HostLab['master']) =>
    lab.soon(`${worker.name} is linked`, async () =>
      (await worker.try('lava-slave status')).status === 0 ? true : undefined,
    );

  it('installs: the server makes its database, a worker gets no server code', async () => {
    const { master, workers } = lab;
    await master.install(...(await lab.copyPackages(master, '0.1.0', 'lava-cli', 'lava-server')));
    for (const worker of workers) {
      const debs = await lab.copyPackages(worker, '0.1.0', 'lava-dispatcher');
      await worker.install(...debs, 'qemu-system-x86', 'iptables');
      const found = await worker.try(
        'ls -d /usr/lib/lava-server /etc/lava-server /usr/lib/postgresql /usr/bin/lava-server',
      );
      expect(found.status).not.toBe(0);
      expect(found.output.match(/No such file/g)).toHaveLength(4);
    }
    for (const daemon of ['lava-server', 'lava-master']) await master.sh(`service ${daemon} restart`);
    await lab.soon('the web answers', async () => {
      await master.sh(`/usr/lib/lava-cli/bin/node -e '${HEALTHZ}'`);
      return true;
    });
    const token = (await master.sh('lava-server manage tokens add admin')).trim().split('\n').at(-1) ?? '';
    master.write('/root/lava-env', `export LAVA_URL=http://127.0.0.1:8080 LAVA_TOKEN=${token}\n`);
    expect(await lab.lava('workers', 'list')).toEqual([]);
  });

  it('workers only dial out, and join by one line', async () => {
    for (const worker of lab.workers) {
      await worker.sh('iptables -P INPUT DROP; iptables -A INPUT -i lo -j ACCEPT');
      await worker.sh('iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT');
      const { joinLine } = await lab.lava<{ joinLine: string }>('workers', 'add', worker.name);
      expect(joinLine).toContain('lava-join://');
      await worker.sh(`lava-slave join '${joinLine}'`);
      await worker.sh('service lava-slave restart');
      await linked(worker);
    }
    const workers = await lab.lava<{ name: string; state: string }[]>('workers', 'list');
    expect(workers.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(['w1 online', 'w2 online']);
  });

  it('the admin enters devices and assigns them; jobs run on both workers at once', async () => {
    await lab.lava('device-types', 'add', 'qemu');
    for (const worker of lab.workers) {
      const name = `${worker.name}-qemu`;
      lab.master.write(
        '/tmp/dictionary',
        [
          "{% extends 'qemu.jinja2' %}",
          '{% set no_kvm = True %}',
          `{% set hard_reset_command = 'pduclient --hostname ${SECRETS[0]} --port 3' %}`,
          `{% set connection_command = 'telnet ${SECRETS[1]} 7001' %}\n`,
        ].join('\n'),
      );
      await lab.lava('devices', 'add', name, '--type', 'qemu', '--dictionary', '/tmp/dictionary');
      await lab.lava('workers', 'assign', name, worker.name);
      await lab.lava('devices', 'update', name, '--health', 'good');
    }
    await expectComplete(await submit('w1-qemu', 20), await submit('w2-qemu', 20));
  });

  it('every daemon can be restarted in the middle of jobs', async () => {
    const jobs = [await submit('w1-qemu', 150), await submit('w2-qemu', 150)];
    for (const id of jobs) await lab.jobIs(id, 'boots', ({ records }) => records > 100);
    for (const daemon of ['lava-server', 'lava-master']) await lab.master.sh(`service ${daemon} restart`);
    for (const worker of lab.workers) await worker.sh('service lava-slave restart');
    await expectComplete(...jobs);
  });

  it('an upgrade of the worker does not disturb its job', async () => {
    const [w1] = lab.workers;
    const debs = await lab.copyPackages(w1, '0.1.1', 'lava-dispatcher');
    const id = await submit('w1-qemu', 200);
    await lab.jobIs(id, 'boots', ({ records }) => records > 100);
    await w1.sh(`dpkg -i ${debs.join(' ')}`);
    await lab.soon('the new version is linked', async () => {
      const { version } = await lab.lava<{ version: string }>('workers', 'show', 'w1');
      return version === '0.1.1' || undefined;
    });
    await expectComplete(id);
  });

  it('a disabled worker takes no job, and the job says why it waits', async () => {
    await lab.lava('workers', 'disable', 'w2');
    const id = await submit('w2-qemu', 1);
    const job = await lab.jobIs(id, 'waits', ({ waiting }) => waiting.length > 0);
    expect(job.waiting.join()).toContain('w2');
    await lab.lava('workers', 'enable', 'w2');
    await lab.lava('devices', 'update', 'w2-qemu', '--health', 'good');
    await expectComplete(id);
  });

  it('nothing of a job travels in clear text', async () => {
    capture.kill('SIGINT');
    await once(capture, 'exit');
    const traffic = readFileSync(join(lab.directory, 'traffic.pcap')).toString('latin1');
    expect(traffic.length).toBeGreaterThan(100_000);
    for (const text of [
      ...SECRETS,
      'all-lines',
      'lava-test-case',
      'Linux version',
      '/srv/images',
      'job_name',
    ]) {
      expect(traffic.includes(text), text).toBe(false);
    }
  });

  it('lava-master refuses to run on a worker', async () => {
    await lab.master.sh('touch /etc/lava-server/worker.conf');
    const { status, output } = await lab.master.try('lava-master');
    expect(status).toBe(2);
    expect(output).toContain('must not run here');
    await lab.master.sh('rm /etc/lava-server/worker.conf');
  });

  it('what the admin turned off stays off over an upgrade', async () => {
    const { master } = lab;
    await master.sh(
      'service lava-master stop; update-rc.d lava-master remove; chmod -x /etc/init.d/lava-master',
    );
    await master.sh(
      `dpkg -i ${(await lab.copyPackages(master, '0.1.1', 'lava-cli', 'lava-server')).join(' ')}`,
    );
    expect((await master.try('ls /etc/rc2.d | grep lava-master')).output).toBe('');
    expect((await master.try('test -x /etc/init.d/lava-master')).status).not.toBe(0);
    expect((await master.try('pgrep -f "[l]ava-server.js master"')).output).toBe('');
  });

  it('removing the server keeps its database, and so does purging without a yes', async () => {
    const databases = () =>
      lab.master.sh(
        'setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqc "select datname from pg_database"',
      );
    for (const action of ['remove', 'purge']) {
      await lab.master.sh(`apt-get ${action} -y -qq lava-server`);
      expect(await databases()).toContain('lavaserver');
    }
    expect((await lab.master.try('ls /var/log/lava-server')).status).not.toBe(0);
  });
});
