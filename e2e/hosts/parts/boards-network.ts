// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { expectComplete, expectTogether, inTheMiddle, recordsOf, submit } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

/** Facts of a device that only its dictionary on the master has, and that never travel in clear text. */
export const FACTS = ['rack7-pdu', 'ser2net-7003'];
export const SECRET = 'hunter2-of-the-job';

const PDUDAEMON = {
  daemon: {
    hostname: '0.0.0.0',
    port: 16421,
    listener: 'tcp',
    logging_level: 'DEBUG',
    dbname: '/var/lib/pdu.db',
  },
  pdus: {
    'rack7-pdu': {
      driver: 'localcmdline',
      cmd_on: "echo '%s on' >>/var/log/pdu",
      cmd_off: "echo '%s off' >>/var/log/pdu",
    },
  },
};

const SER2NET = `connection: &board
  accepter: tcp,7003
  connector: echo
  options:
    banner: "console of board 7003\\r\\n"
`;

/** Tool of the lab on the worker: the first line that a serial port says. The name of the port's service is ignored. */
const CONSOLE = `#!/bin/bash
exec 3<>/dev/tcp/$1/$2 && read -t 10 -r line <&3 && echo "$line"
`;

const DICTIONARY = `{% extends 'qemu.jinja2' %}
{% set no_kvm = True %}
{% set hard_reset_command = 'pduclient --daemon boards --hostname rack7-pdu --port 33 --command reboot --delay 1' %}
{% set user_commands = {'look': {'do': '/usr/local/bin/console boards 7003 ser2net-7003'}} %}
`;

const COMMANDS: [string, string] = [
  'actions:\n',
  `secrets:\n  token: ${SECRET}\nactions:\n- command: {name: hard_reset}\n- command: {name: look}\n`,
];

export function boardsNetwork(lab: () => HostLab): void {
  it('power and serial ports are there only for w1', async () => {
    const { master, workers, boards, soon } = lab();
    const [w1, w2] = workers;
    boards.write('/etc/pdudaemon/pdudaemon.conf', JSON.stringify(PDUDAEMON));
    boards.write('/etc/ser2net.yaml', SER2NET);
    // The package may have started it with its example.
    await boards.sh('pkill -x ser2net || :; ser2net -c /etc/ser2net.yaml');
    await boards.sh('pdudaemon --conf=/etc/pdudaemon/pdudaemon.conf >/var/log/pdudaemon.log 2>&1 &');
    w1.write('/usr/local/bin/console', CONSOLE);
    await w1.sh('chmod 755 /usr/local/bin/console');
    for (const port of [16421, 7003]) {
      const dial = `timeout 2 bash -c '>/dev/tcp/10.77.0.2/${port}'`;
      await soon(`w1 reaches ${port}`, async () => ((await w1.try(dial)).status === 0 ? true : undefined));
      for (const other of [master, w2]) expect((await other.try(dial)).output).toContain('unreachable');
    }
  });

  it('the admin adds devices and assigns them; jobs run on both workers at the same time', async () => {
    const { master, lava } = lab();
    await lava('device-types', 'add', 'qemu');
    for (const [name, worker, dictionary] of [
      ['w1-board', 'w1', DICTIONARY],
      ['w2-qemu', 'w2', DICTIONARY.split('\n').slice(0, 2).join('\n')],
    ] as const) {
      master.write('/tmp/dictionary', `${dictionary}\n`);
      await lava('devices', 'add', name, '--type', 'qemu', '--dictionary', '/tmp/dictionary');
      await lava('workers', 'assign', name, worker);
      await lava('devices', 'update', name, '--health', 'good');
    }
    const ids = [await submit(lab(), 'w1-board', 20), await submit(lab(), 'w2-qemu', 20)];
    const jobs = await expectComplete(lab(), ...ids);
    expectTogether(jobs);
    expect(jobs.map(({ worker }) => worker)).toEqual(['w1', 'w2']);
  });

  it('a job drives the PDU with facts that only the master stores, and leaves none on the worker', async () => {
    const { workers, boards } = lab();
    const [w1] = workers;
    const search = `grep -rlasF -e ${FACTS.join(' -e ')} -e ${SECRET} /etc /home /opt /run /srv /tmp /var`;
    const [id = 0] = await inTheMiddle(
      lab(),
      200,
      async (lines) => {
        await boards.sh(': >/var/log/pdu');
        return [await submit(lab(), 'w1-board', lines, [COMMANDS])];
      },
      async (job) => {
        expect(await boards.sh('cat /var/log/pdu')).toBe('33 off\n33 on\n');
        expect((await recordsOf(lab(), job)).join('\n')).toContain('console of board 7003');

        const bundle = `/var/lib/lava-dispatcher/jobs/${job}/bundle.json`;
        expect(await w1.sh(`stat -c '%a %U' ${bundle}`)).toMatch(/^600 lava-job-\d+\n$/);
        // No other job, though all run on one worker; nor this one the key.
        expect(await w1.sh(`stat -c '%a %G' ${bundle.replace('/bundle.json', '')}`)).toMatch(
          /^700 lava-job-\d+\n$/,
        );
        expect(await w1.sh(`cat ${bundle}`)).toContain(FACTS[0]);
        const nobody = 'setpriv --reuid=nobody --regid=nogroup --clear-groups';
        expect((await w1.try(`${nobody} cat ${bundle}`)).output).toContain('Permission denied');
        // Nor anywhere else: files that somebody else may read, and the command lines and environments of processes.
        expect((await w1.try(`${nobody} ${search}`)).output).toBe('');
        expect(
          (
            await w1.try(
              `${nobody} sh -c 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ' 2>/dev/null | grep -aF rack7 | grep -av grep`,
            )
          ).output,
        ).toBe('');
      },
    );
    await expectComplete(lab(), id);
    await lab().soon('w1 forgets the job', async () =>
      (await w1.try(`test -e /var/lib/lava-dispatcher/jobs/${id}`)).status === 0 ? undefined : true,
    );
    expect((await w1.try(search)).output).toBe('');
  });
}
