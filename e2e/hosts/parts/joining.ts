// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Host } from '../../../tools/hosts/host.ts';
import { linked } from '../jobs.ts';
import type { HostLab } from '../lab.ts';

const SETTINGS = '/etc/lava-dispatcher/lava-slave';

/** Any port of a worker that somebody could want to dial. */
const LISTENER = 'require("net").createServer().listen(7777, () => console.log("listens"))';

/** Status 124 of `timeout` is silence, 1 that there is no way or nobody listens, 0 a connection. */
const dial = (from: Host, address: string, port: number) =>
  from.try(`timeout 2 bash -c '>/dev/tcp/${address}/${port}'`);

export function joining(lab: () => HostLab): void {
  it('a worker behind NAT and a firewall joins by one line', async () => {
    const { workers, master, lava } = lab();
    const [w1] = workers;
    await w1.sh('iptables -P INPUT DROP; iptables -A INPUT -i lo -j ACCEPT');
    await w1.sh('iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT');
    const { joinLine } = await lava<{ joinLine: string }>('workers', 'add', 'w1');
    expect(joinLine).toMatch(/^lava-join:\/\/w1@master:5556\?log=5555&/);
    await w1.sh(`echo '${joinLine}' | lava-slave join`);
    await w1.sh('service lava-slave restart');
    await linked(lab(), w1);
    expect((await master.try('ip route get 192.168.1.2')).output).toContain('unreachable');
  });

  it('a worker that has only the server’s key asks to join, and gets nothing until the admin accepts it', async () => {
    const { workers, master, network, lava, soon } = lab();
    const w2 = workers[1];
    await w2.sh('ip6tables -P INPUT DROP; ip6tables -A INPUT -i lo -j ACCEPT');
    await w2.sh('ip6tables -A INPUT -p ipv6-icmp -j ACCEPT'); // finds neighbours, as ARP does
    await w2.sh('ip6tables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT');
    const { key } = await lava<{ key: string }>('workers', 'server-key');
    await w2.sh(`cp ${SETTINGS} /root/settings`);
    const place = `LAVA_WORKER_SERVER="[${network.addresses6.master}]"\nLAVA_WORKER_SERVER_KEY="${key}"\n`;
    await w2.sh(`cat >> ${SETTINGS}; service lava-slave restart`, { input: place });
    const fingerprint = await soon('w2 tells its fingerprint', async () => {
      const { output } = await w2.try('lava-slave status');
      return /does not accept the key of this worker, ([0-9a-f]{16})/.exec(output)?.[1];
    });
    const list = () => master.sh('. /root/lava-env; lava workers list 2>&1');
    expect(await list()).toContain(`asks to join: key ${fingerprint} from ${network.addresses6.w2}`);
    expect(await lava('workers', 'list')).toMatchObject({ items: [{ name: 'w1', state: 'online' }] });
    const stranger = await master.try('. /root/lava-env; lava workers accept w2 0123456789abcdef');
    expect(stranger.status).not.toBe(0);
    expect((await w2.try('lava-slave status')).status).toBe(1);
    await lava('workers', 'accept', 'w2', fingerprint);
    await w2.sh('service lava-slave restart');
    await linked(lab(), w2);
    expect(await list()).not.toContain('asks to join');
  });

  it('on ports of the admin’s choice, over IPv6, by a line with an address in brackets', async () => {
    const { workers, master, network } = lab();
    const [w1, w2] = workers;
    const ports = `s/^LAVA_CONTROL_PORT=.*/LAVA_CONTROL_PORT="6556"/; s/^LAVA_LOG_PORT=.*/LAVA_LOG_PORT="6555"/`;
    await master.sh(`sed -i '${ports}' /etc/lava-server/lava-master`);
    // Both read these: the one listens, the other makes join lines.
    await master.sh('service lava-master restart; service lava-server restart');
    const own = 'LAVA_WORKER_CONTROL_PORT="6556"\nLAVA_WORKER_LOG_PORT="6555"\n';
    await w1.sh(`cat >> ${SETTINGS}; cp ${SETTINGS} /root/settings; service lava-slave restart`, {
      input: own,
    });
    const address = network.addresses6.master;
    const line = (await master.sh(`lava-server manage workers add w2 --host ${address}`)).trim();
    expect(line).toContain(`@[${address}]:6556?log=6555&`);
    // As a host that was installed again: another key, nothing known of the server.
    await w2.sh(
      `service lava-slave stop; cp /root/settings ${SETTINGS}; rm /var/lib/lava-dispatcher/worker.key`,
    );
    expect(await w2.sh(`echo '${line}' | lava-slave join`)).toContain(`Joined ${address}:6556 as w2`);
    expect((await w2.try(`echo '${line}' | lava-slave join`)).status).toBe(0); // its answer may have been lost
    await w2.sh('service lava-slave start');
    await linked(lab(), w1, w2);
  });

  it('workers only dial out: nobody can connect to them', async () => {
    const { workers, master, network } = lab();
    const [w1, w2] = workers;
    for (const [worker, address] of [
      [w1, '192.168.1.2'],
      [w2, network.addresses6.w2 ?? ''],
    ] as const) {
      await worker.sh(
        `/usr/lib/lava-dispatcher/bin/node -e '${LISTENER}' >/tmp/listens & echo $! >/tmp/listener`,
      );
      await worker.sh('until grep -q listens /tmp/listens; do sleep 0.1; done');
      expect((await dial(worker, worker === w1 ? '127.0.0.1' : '::1', 7777)).status).toBe(0);
      expect((await dial(master, address, 7777)).status).not.toBe(0);
      await worker.sh('kill $(cat /tmp/listener)');
    }
    // What the master sees of w1 is its router, which lets nothing in.
    expect((await dial(master, '10.88.0.11', 7777)).status).not.toBe(0);
  });
}
