// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { keepDownloads } from '../../tools/hosts/apt-cache.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork, type Network } from '../../tools/hosts/network.ts';
import { whyNoHosts } from '../../tools/hosts/possible.ts';
import type { Suite } from '../../tools/hosts/root.ts';
import { openWayOut, type WayOut } from '../../tools/hosts/way-out.ts';
import { fillIn, isAsExpected, readSteps } from '../../tools/tutorial/page.ts';

const checkout = join(import.meta.dirname, '../..');
const PAGE = 'docs/tutorials/a-lab-in-fifteen-minutes.md';
const MACHINES: Record<string, Suite> = { master: 'trixie', worker: 'bookworm' };

/** What `scp FILE… root@HOST:` does, where the hosts have no sshd yet. */
const SCP = `#!/bin/sh -e
eval "to=\\\${$#}"
host=\${to#root@}
while [ $# -gt 1 ]; do cp "$1" "\${0%/*}/../home/\${host%:}/"; shift; done
`;

describe.skipIf(whyNoHosts() !== undefined)(PAGE, () => {
  let directory: string;
  let network: Network;
  let wayOut: WayOut;
  const hosts: Record<string, Host> = {};
  beforeAll(async () => {
    await ensureDebianPackages(['hosts']);
    directory = mkdtempSync('/var/tmp/lava-tutorial-');
    network = createNetwork(`lt${process.pid}`, Object.keys(MACHINES));
    wayOut = await openWayOut(network, directory);
    for (const sub of ['bin', 'home']) mkdirSync(join(directory, sub));
    for (const [name, suite] of Object.entries(MACHINES)) {
      const netns = network.netnsOf(name);
      const host = await startHost({ name, suite, netns, hosts: network.addresses, directory });
      hosts[name] = host;
      wayOut.tell(host);
      symlinkSync(host.path('/root'), join(directory, 'home', name));
    }
    writeFileSync(join(directory, 'bin/scp'), SCP, { mode: 0o755 });
  });
  afterAll(async () => {
    for (const [name, suite] of Object.entries(MACHINES)) {
      if (hosts[name]) keepDownloads(suite, join(directory, name, 'downloads'));
      hosts[name]?.stop();
    }
    await wayOut?.close();
    network?.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  /** As somebody would who is logged in there as root. */
  async function run(host: string, commands: string): Promise<string> {
    const script = `exec 2>&1; set -e\n${commands}`;
    if (host !== 'checkout') return (hosts[host] as Host).sh(`cd\n${script}`);
    const env = { ...process.env, PATH: `${join(directory, 'bin')}:${process.env.PATH}` };
    return (await promisify(execFile)('sh', ['-c', script], { cwd: checkout, env })).stdout;
  }

  const printed: string[] = [];
  const times: string[] = [];
  let total = 0;
  let stopped = false;
  for (const { line, host, commands, output } of readSteps(readFileSync(join(checkout, PAGE), 'utf8'))) {
    it(`line ${line}, on ${host}: ${commands.split('\n').at(-1)}`, async (context) => {
      context.skip(stopped, 'what comes before does not work');
      stopped = true;
      const started = performance.now();
      const found = await run(host, fillIn(commands, printed));
      const seconds = (performance.now() - started) / 1000;
      total += seconds;
      times.push(`${seconds.toFixed(1).padStart(6)} s  ${host.padEnd(8)}  ${commands.split('\n').at(-1)}`);
      printed.push(found);
      if (output !== undefined && !isAsExpected(output, found)) expect(found).toBe(output);
      stopped = false;
    });
  }

  it('has run to its end', () => {
    console.info(`${times.join('\n')}\n${total.toFixed(1).padStart(6)} s  of the machines' time`);
    expect(printed.length).toBeGreaterThan(10);
  });
});
