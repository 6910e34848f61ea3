// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { whyNoHosts } from '../../tools/hosts/possible.ts';
import { type Examination, examine, type OperatingLab, startOperatingLab } from './operating-lab.ts';
import { soon } from './soon.ts';

const DICTIONARY = `{% extends 'qemu.jinja2' %}
{% set user_commands = {'hello': {'do': 'echo said on the worker'}, 'wait': {'do': '/usr/local/bin/wait-for-go'}} %}
`;
/** A job that only the worker runs: no board, no download. */
const job = (device: string, command: string) => `job_name: ${command} on ${device}
device_type: qemu
device: ${device}
visibility: public
priority: medium
timeouts: {job: {minutes: 5}, action: {minutes: 5}}
actions:
- command: {name: ${command}}
`;

const TWO_HOURS_AHEAD = `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length > 0) super(...given);
    else super(Real.now() + 7200000);
  }
  static now() {
    return Real.now() + 7200000;
  }
};
`;

const errors = ({ wrong }: Examination) => wrong.filter(({ state }) => state === 'error');

describe.skipIf(whyNoHosts() !== undefined)('operating a lab', () => {
  let lab: OperatingLab;
  let token = '';
  /** One that had ended before the backup, and one that runs meanwhile. */
  let done = 0;
  let running = 0;
  beforeAll(async () => {
    lab = await startOperatingLab();
  });
  afterAll(() => lab?.close());

  /** The `lava` command on a server, as its admin; its `--json` output. */
  async function lava<T>(words: string, host = lab.master): Promise<T> {
    const output = await host.sh(`. /root/lava-env; lava ${words} --json`);
    return (output.trim() ? JSON.parse(output) : undefined) as T;
  }
  const jobIs = (id: number, state: string, host = lab.master) =>
    soon(`job ${id} is ${state}`, async () => {
      const found = await lava<{ state: string; health: string; records: number }>(`jobs show ${id}`, host);
      return found.state === state ? found : undefined;
    });
  const up = (host = lab.master) =>
    soon('the server answers', () => lava<{ items: object[] }>('workers list', host));
  const linked = () =>
    soon('the worker is linked', async () =>
      (await lab.worker.try('lava-slave status')).status === 0 ? true : undefined,
    );
  const service = (host: OperatingLab['master'], action: string) =>
    host.sh(`service lava-server ${action}; service lava-master ${action}`);

  it('a healthy server and a healthy worker say so', async () => {
    const { master, worker } = lab;
    token = (await master.sh('lava-server manage tokens add admin')).trim();
    master.write('/root/lava-env', `export LAVA_URL=http://127.0.0.1:8080 LAVA_TOKEN=${token}\n`);
    await up();
    const { joinLine } = await lava<{ joinLine: string }>('workers add worker');
    await worker.sh(`echo '${joinLine}' | lava-slave join && service lava-slave restart`);
    await linked();
    for (const host of [master, worker]) {
      const found = await examine(host);
      expect(errors(found)).toEqual([]);
      expect(found.status, host.name).toBe(0);
    }
    const { wrong } = await examine(worker);
    const tools = wrong.filter(({ check }) => check === 'host tools').map(({ message }) => message);
    expect(tools).toContain('in.tftpd is not installed; needed for deploy to: tftp');
    expect(tools).toContain('qemu-system-x86_64 is not installed; needed for boot method: qemu (x86)');
  });

  it('a backup of a server that runs goes where root asks for it', async () => {
    const { master, worker } = lab;
    worker.write(
      '/usr/local/bin/wait-for-go',
      '#!/bin/sh\necho waiting\nwhile [ ! -e /tmp/go ]; do sleep 0.2; done\necho gone on\n',
    );
    await worker.sh('chmod 755 /usr/local/bin/wait-for-go');
    master.write('/root/dictionary', DICTIONARY);
    await lava('device-types add qemu');
    await master.sh('echo correct horse battery | lava-server manage users add ann --password-stdin');
    for (const name of ['board-1', 'board-2']) {
      await lava(`devices add ${name} --type qemu --worker worker --dictionary /root/dictionary`);
      await lava(`devices update ${name} --health good`);
    }
    const submit = async (text: string) => {
      master.write('/root/job.yaml', text);
      return (await lava<{ id: number }>('jobs submit /root/job.yaml')).id;
    };
    done = await submit(job('board-1', 'hello'));
    expect(await jobIs(done, 'finished')).toMatchObject({ health: 'complete' });
    running = await submit(job('board-2', 'wait'));
    await soon('the job waits', async () =>
      (await lava<{ records: number }>(`jobs show ${running}`)).records >= 5 ? true : undefined,
    );

    const said = await master.sh('umask 000; lava backup /root/lava.tar');
    expect(said).toMatch(/^\/root\/lava\.tar: 2 jobs, 2 logs$/m);
    expect((await master.sh('stat -c "%a %U" /root/lava.tar')).trim()).toBe('600 root');
    expect((await master.sh('ls -A /root')).split('\n').filter((file) => file.includes('.part'))).toEqual([]);
    const again = await master.try('lava backup /root/lava.tar');
    expect(again).toMatchObject({ status: 8, output: expect.stringContaining('already exists') });
    expect(await master.sh('lava backup - 2>/dev/null | tar -t')).toMatch(
      /^backup\.json\n[\s\S]*\nend\.json\n$/,
    );
    await master.sh('mkdir /small; mount -t tmpfs -o size=8k tmpfs /small');
    const full = await master.try('lava backup /small/lava.tar');
    expect(full).toMatchObject({
      status: 8,
      output: expect.stringContaining('no space is left on the disk'),
    });
    expect(await master.sh('ls -A /small')).toBe('');
    const elsewhere = await master.try('lava-server manage backup /root/other.tar');
    expect(elsewhere.status).toBe(2);
    expect(elsewhere.output).toContain('lavaserver cannot write into /root');
  });

  it('is restored on another machine, of a newer Debian, and the worker continues there', async () => {
    const { master, spare, worker, addresses } = lab;
    const results = await lava(`jobs results ${done} --all`);
    const log = await master.sh(`. /root/lava-env; lava jobs logs ${done} --debug`);
    expect(log).toContain('said on the worker');
    spare.write('/root/lava.tar', Buffer.from(await master.sh('base64 -w0 /root/lava.tar'), 'base64'));
    spare.write('/root/lava-env', `export LAVA_URL=http://127.0.0.1:8080 LAVA_TOKEN=${token}\n`);
    await service(master, 'stop');

    const runs = await spare.try('lava restore /root/lava.tar');
    expect(runs).toMatchObject({ status: 8, output: expect.stringContaining('a server uses this database') });
    await service(spare, 'stop');
    await spare.sh('head -c $(($(stat -c %s /root/lava.tar) / 2)) /root/lava.tar > /root/cut.tar');
    expect(await spare.try('lava restore /root/cut.tar')).toMatchObject({
      status: 8,
      output: expect.stringContaining('not a complete backup: it is cut off'),
    });
    expect(await spare.sh('lava restore /root/lava.tar')).toContain('restored 2 jobs and 2 logs');
    const full = await spare.try('lava restore /root/lava.tar');
    expect(full.status).toBe(8);
    expect(full.output).toContain('there are logs of jobs in /var/lib/lava-server/job-output');
    expect(await spare.sh('stat -c "%a %U" /var/lib/lava-server/server.key')).toBe('600 lavaserver\n');

    await service(spare, 'start');
    await worker.sh(
      `sed 's/^${addresses.master} /${addresses.spare} /' /etc/hosts > /tmp/hosts; cat /tmp/hosts > /etc/hosts`,
    );
    await up(spare);
    expect(await lava(`jobs results ${done} --all`, spare)).toEqual(results);
    expect(await spare.sh(`. /root/lava-env; lava jobs logs ${done} --debug`)).toBe(log);
    const users = JSON.parse(await spare.sh('lava-server manage users list --json'));
    expect(users.items.map(({ username }: { username: string }) => username)).toEqual(['admin', 'ann']);
    await linked();
    await worker.sh('touch /tmp/go');
    expect(await jobIs(running, 'finished', spare)).toMatchObject({ health: 'complete' });
    expect(await spare.sh(`. /root/lava-env; lava jobs logs ${running} --debug`)).toContain('gone on');
    expect(await spare.sh('lava-server manage jobs list --json')).toContain(`"id": ${running}`);
    expect(errors(await examine(spare))).toEqual([]);
  });

  it('doctor names each fault of a server, and what to do', async () => {
    const { spare } = lab;
    const state = '/var/lib/lava-server';
    const psql = (sql: string) =>
      spare.sh(`setpriv --reuid=postgres --regid=postgres --init-groups psql -XAtqd lavaserver -c "${sql}"`);
    /** Breaks something, looks what doctor says of it, and repairs it. */
    async function fault(
      breaking: () => Promise<unknown>,
      repair: () => Promise<unknown>,
      check: string,
      message: string,
      hint: string,
    ): Promise<void> {
      await breaking();
      try {
        const { status, wrong } = await examine(spare);
        const found = { check, state: 'error', message: expect.stringContaining(message) };
        expect(wrong, check).toContainEqual({ ...found, hint: expect.stringContaining(hint) });
        expect(status, check).toBe(wrong.some(({ state }) => state === 'error') ? 1 : 0);
      } finally {
        await repair();
      }
    }
    const sh = (line: string) => () => spare.sh(line);
    const key = `${state}/server.key`;
    await fault(sh(`chmod 644 ${key}`), sh(`chmod 600 ${key}`), 'key', 'can be read by others', 'chmod 600');
    await fault(
      sh(`chown root ${key}`),
      sh(`chown --reference=${state} ${key}`),
      'key',
      'cannot be read by user id',
      `chown --reference=${state} ${key}`,
    );
    await fault(sh(`chmod 757 ${state}`), sh(`chmod 750 ${state}`), 'state directory', 'by everybody', 'o-w');
    await fault(
      () => psql(`insert into migrations select max(version) + 1, 'future', '' from migrations`),
      () => psql(`delete from migrations where name = 'future'`),
      'database',
      'was made by a newer server',
      'install the newer server',
    );
    await service(spare, 'stop');
    const node = '/usr/lib/lava-cli/bin/node';
    const holder = `require('net').createServer((s) => s.end('SSH-2.0\\\\r\\\\n')).listen(5556)`;
    await spare.sh(`${node} -e "${holder}" >/dev/null 2>&1 & echo $! > /tmp/holder; sleep 1`);
    const { wrong } = await examine(spare);
    await spare.sh('kill $(cat /tmp/holder)');
    expect(wrong).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'web port', hint: 'service lava-server start' }),
        expect.objectContaining({ check: 'log port', hint: 'service lava-master start' }),
        expect.objectContaining({
          check: 'control port',
          message: '127.0.0.1:5556 is not a ZeroMQ port',
          hint: expect.stringContaining("ss -ltnp 'sport = :5556'"),
        }),
      ]),
    );
    await fault(
      sh(
        `mv ${state} ${state}.kept; mkdir ${state}; mount -t tmpfs -o size=40m,mode=0750 tmpfs ${state}; chown lavaserver ${state}`,
      ),
      sh(`umount ${state}; rmdir ${state}; mv ${state}.kept ${state}`),
      'disk',
      'MiB free',
      'free some space',
    );
    await fault(
      sh('service postgresql stop'),
      sh('service postgresql start'),
      'database',
      'it does not answer',
      'does PostgreSQL run',
    );
  });

  it('doctor names each fault of a worker, and what to do', async () => {
    const { spare, worker } = lab;
    const state = '/var/lib/lava-dispatcher';
    const settings = '/etc/lava-dispatcher/lava-slave';
    await service(spare, 'restart');
    await linked();
    const finding = (wrong: object[], check: string) =>
      wrong.find((each) => (each as { check: string }).check === check);
    await worker.sh(`cp ${settings} /tmp/settings`);
    onTestFinished(async () => void (await worker.try(`cp /tmp/settings ${settings}`)));

    await worker.sh(`chmod 644 ${state}/worker.key; chown -R root ${state}/jobs; chmod 700 ${state}/jobs`);
    await worker.sh(`mkdir -p ${state}/cache; mount -t tmpfs -o size=20m,mode=0777 tmpfs ${state}/cache`);
    const wrong = (await examine(worker)).wrong;
    expect(finding(wrong, 'key')).toMatchObject({ state: 'error', hint: `chmod 600 ${state}/worker.key` });
    expect(finding(wrong, 'spool')).toMatchObject({
      state: 'error',
      message: expect.stringContaining(`${state}/jobs cannot be written by user id`),
    });
    expect(finding(wrong, 'disk of the cache')).toMatchObject({ state: 'error' });
    expect(finding(wrong, 'cache directory')).toMatchObject({ hint: `chmod o-w ${state}/cache` });
    await worker.sh(
      `umount ${state}/cache; rmdir ${state}/cache; chown -R --reference=${state} ${state}/jobs; chmod 600 ${state}/worker.key`,
    );
    expect(errors(await examine(worker))).toEqual([]);

    // A machine shares the clock of the one that it is on, so only the runtime of the worker has another time.
    worker.write('/usr/local/lib/two-hours-ahead.mjs', TWO_HOURS_AHEAD);
    await worker.sh(
      `echo 'NODE_OPTIONS=--import=/usr/local/lib/two-hours-ahead.mjs' >> ${settings}; service lava-slave restart`,
    );
    await linked();
    const { status, wrong: late } = await examine(worker);
    expect(finding(late, 'clock')).toMatchObject({
      state: 'warning',
      message: expect.stringMatching(/^(7199|7200|7201) s ahead/),
      hint: expect.stringContaining('timesyncd'),
    });
    expect(status).toBe(0);

    await worker.sh(`cp /tmp/settings ${settings}; echo 'LAVA_WORKER_CONTROL_PORT=8080' >> ${settings}`);
    expect(finding((await examine(worker)).wrong, 'control port')).toMatchObject({
      message: 'master:8080 is a web server',
    });
    await worker.sh(`cp /tmp/settings ${settings}; service lava-slave stop`);
    await service(spare, 'stop');
    const lonely = await examine(worker);
    expect(lonely.status).toBe(1);
    expect(finding(lonely.wrong, 'daemon')).toMatchObject({ hint: 'service lava-slave start' });
    expect(finding(lonely.wrong, 'control port')).toMatchObject({
      message: 'nothing listens on master:5556',
      hint: 'is the server running, and is this its port?',
    });
  });
});
