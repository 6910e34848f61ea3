// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Host } from '../../../tools/hosts/host.ts';
import { linked } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

const SETTINGS = '/etc/lava-dispatcher/lava-slave';
const LOG = '/var/log/lava-dispatcher/lava-slave.log';
const PORT = 'LAVA_WORKER_CONTROL_PORT';

/** What an admin may get wrong, and what the worker says of it; the server is at [fd88::10], ports 6556 and 6555. */
const WRONG: [what: string, settings: string[], says: RegExp, todo: RegExp][] = [
  ['the control port', [`${PORT}="6999"`], /nothing listens on \[fd88::10\]:6999/, /is this its port/],
  [
    'the log port',
    ['LAVA_WORKER_LOG_PORT="6998"'],
    /nothing listens on \[fd88::10\]:6998/,
    /is this its port/,
  ],
  [
    'both ports, exchanged',
    [`${PORT}="6555"`, 'LAVA_WORKER_LOG_PORT="6556"'],
    /the control port that this worker has is the log port of the server/,
    /exchanged/,
  ],
  ['the web port', [`${PORT}="8080"`], /\[fd88::10\]:8080 is a web server/, /use its control and log ports/],
  [
    'the key of the server',
    [`LAVA_WORKER_SERVER_KEY="${'5a'.repeat(32)}"`],
    /\[fd88::10\]:6556 broke off the handshake/,
    /not the key of this server/,
  ],
  [
    'a name that no DNS knows',
    ['LAVA_WORKER_SERVER="lava.lab.invalid"'],
    /there is no host lava.lab.invalid|lava.lab.invalid cannot be resolved/,
    /check the name of the server and the DNS settings/,
  ],
  ['the address', ['LAVA_WORKER_SERVER="fd88::99"'], /\[fd88::99\]:6556/, /network|firewall/],
];

/** As an admin does: edits the file, and restarts. The log is only of this start. */
async function configure(worker: Host, lines: string[]): Promise<void> {
  const edit = `service lava-slave stop; : >${LOG}; cp /root/settings ${SETTINGS}; cat >>${SETTINGS}`;
  await worker.sh(`${edit}; service lava-slave start`, { input: lines.map((line) => `${line}\n`).join('') });
}

export function wrongPlaces(lab: () => HostLab): void {
  it.each(WRONG)('%s wrong: one line says so, in the log and in the status', async (_, lines, says, todo) => {
    const { workers, soon } = lab();
    const w2 = workers[1];
    await configure(w2, lines);
    const { output, status } = await soon(`w2 says ${says}`, async () => {
      const found = await w2.try('lava-slave status');
      return says.test(found.output) ? found : undefined;
    });
    expect(status).toBe(1);
    const [first, second] = output.split('\n');
    expect(first).toMatch(says);
    expect(second).toMatch(/^What to do: /);
    expect(second).toMatch(todo);
    const warnings = (await w2.sh(`grep WARN ${LOG}`)).trim().split('\n');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(says);
    expect(warnings[0]).toMatch(todo);
  });

  it('the clock wrong: the worker works, and one line says so, in the log and in the status', async () => {
    const { workers, master } = lab();
    const [w1] = workers;
    const library = (await w1.sh('ls /usr/lib/*/faketime/libfaketime.so.1')).trim();
    // libfaketime shares memory with whoever started it, so all of them are root.
    const fake = [
      'LAVA_WORKER_ACCOUNT="root"',
      `LD_PRELOAD="${library}"`,
      'FAKETIME="-2h"',
      'FAKETIME_DONT_FAKE_MONOTONIC="1"',
    ];
    await configure(w1, fake);
    await linked(lab(), w1);
    const { output, status } = await w1.try('lava-slave status');
    expect(status).toBe(0);
    expect(output).toContain("The clock here is 7200 s behind the server's.");
    expect((await w1.sh(`grep -c 'the clocks of this worker and of the server differ' ${LOG}`)).trim()).toBe(
      '1',
    );
    const server = await master.sh('cat /var/log/lava-server/lava-master.log');
    expect(server).toMatch(/worker's clock differs from the server's.*w1/);
  });

  it('a join line that is too old says so, whatever the worker’s clock says', async () => {
    const { workers, master, network } = lab();
    const w2 = workers[1];
    const add = `lava-server manage workers add late --host ${network.addresses6.master}`;
    const line = (await master.sh(`LAVA_JOIN_HOURS=0.000001 ${add}`)).trim();
    const { status, output } = await w2.try(`echo '${line}' | lava-slave join --state-dir /tmp/late`);
    expect(status).toBe(2);
    expect(output).toContain('it was already used, or has expired');
    await master.sh('lava-server manage workers set late --health retired');
  });

  it('with the right settings again, both work', async () => {
    const { workers } = lab();
    await workers[0].sh('service lava-slave stop; chown -R lava-dispatcher: /var/lib/lava-dispatcher');
    for (const worker of workers) await configure(worker, []);
    await linked(lab(), ...workers);
  });
}
