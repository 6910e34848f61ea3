// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureDebianPackages } from '../../tools/debian-packages.ts';
import { EXPECTED } from '../../tools/demo/first-job.ts';
import { type Host, startHost } from '../../tools/hosts/host.ts';
import { createNetwork, type Network } from '../../tools/hosts/network.ts';

const ROOT = join(import.meta.dirname, '../..');
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** A Debian 12 as it comes, a user on it, the checkout in her home, and Node 20 or newer: what the README asks for. */
describe('./lava demo on a fresh machine', () => {
  let directory: string;
  let network: Network;
  let host: Host;
  beforeAll(async () => {
    await ensureDebianPackages(['hosts']);
    directory = mkdtempSync('/var/tmp/lava-fresh-');
    network = createNetwork(`lf${process.pid}`, ['fresh']);
    host = await startHost({
      ...{ name: 'fresh', suite: 'bookworm', directory },
      ...{ netns: network.netnsOf('fresh'), hosts: network.addresses },
    });
    await host.sh('useradd --create-home --shell /bin/bash mia');
    putNode(host);
    // Where a proxy opens what goes out, its certificate is in this machine's bundle.
    host.write(CERTIFICATES, readFileSync(CERTIFICATES));
    copyInto(host, '/home/mia/lava', ['git', '-C', ROOT, 'archive', 'HEAD']);
    await host.sh('chown -R mia: /home/mia/lava');
  });
  afterAll(() => {
    host?.stop();
    network?.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  /** On the terminal of the user. */
  function mia(line: string): Promise<{ status: number; output: string }> {
    const env = `HOME=/home/mia NODE_EXTRA_CA_CERTS=${CERTIFICATES}`;
    return host.outside(`cd /home/mia/lava && runuser -u mia -- env ${env} sh -c '${line}'`);
  }

  it('tells a user who may not install packages the one command to run as root', async () => {
    const { status, output } = await mia('./lava demo --once --json 2>&1');
    expect(status).toBe(1);
    expect(output).toMatch(
      /Run this once, then start again:\n\n {2}sudo sh -c 'apt-get update && apt-get install .*qemu-system-x86.*'\n/,
    );
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('does everything by itself where sudo asks for no password', async () => {
    await host.install('sudo');
    await host.sh('echo "mia ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/mia');
    const { status, output } = await mia('./lava demo --once --json 2>/tmp/told');
    const told = await host.sh('cat /tmp/told');
    expect(status, told).toBe(0);
    const summary = JSON.parse(output);
    expect(summary).toMatchObject({ ok: true, problems: [], job: { health: 'complete' } });
    const verdicts = summary.results.map(({ name, result }: { name: string; result: string }) => [
      name,
      result,
    ]);
    expect(Object.fromEntries(verdicts)).toEqual(EXPECTED);
    expect(told).toContain('install ');
    const { output: left } = await host.try('ps -u mia -o args=');
    expect(left).toBe('');
    expect(await host.sh('find /home/mia/lava /home/mia/.local ! -user mia')).toBe('');
  });

  it('runs for root, whose PostgreSQL belongs to somebody else', async () => {
    const line = `cd /home/mia/lava && NODE_EXTRA_CA_CERTS=${CERTIFICATES} ./lava demo --once --json 2>/root/told`;
    const { status, output } = await host.outside(line);
    expect(status, await host.sh('cat /root/told')).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ ok: true, problems: [], job: { health: 'complete' } });
    expect(await host.sh('ps -e -o comm=')).not.toMatch(/postgres|node|qemu|lava/);
  });

  it('finds its lab again the second time', async () => {
    const { status, output } = await mia('./lava demo --once --json 2>/dev/null');
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ ok: true, job: { id: 2 } });
  });
});

/** The machine's own Node and npm, since Debian 12 has an older one. */
function putNode(host: Host): void {
  const own = (process.env.PATH ?? '').split(':').filter((path) => !path.includes('node_modules'));
  const which = (name: string) =>
    realpathSync(
      execFileSync('sh', ['-c', `command -v ${name}`], {
        encoding: 'utf8',
        env: { PATH: own.join(':') },
      }).trim(),
    );
  const npm = join(which('npm'), '../..');
  copyInto(host, '/usr/local/lib/npm', ['tar', '-C', npm, '-c', '.']);
  host.write('/usr/local/bin/node', readFileSync(which('node')));
  for (const name of ['npm', 'npx']) {
    host.write(`/usr/local/bin/${name}`, `#!/bin/sh\nexec node /usr/local/lib/npm/bin/${name}-cli.js "$@"\n`);
  }
  execFileSync('chmod', [
    '755',
    ...['node', 'npm', 'npx'].map((name) => host.path(`/usr/local/bin/${name}`)),
  ]);
}

/** @param command writes an archive */
function copyInto(host: Host, to: string, [program = '', ...args]: string[]): void {
  const target = host.path(to);
  execFileSync('mkdir', ['-p', target]);
  const archive = execFileSync(program, args, { maxBuffer: 1 << 30 });
  execFileSync('tar', ['-C', target, '-x', '--no-same-owner'], { input: archive });
}
