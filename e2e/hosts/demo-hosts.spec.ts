// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@lava/protocol/api/client.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED } from '../../tools/demo/first-job.ts';
import { whyNoHosts } from '../../tools/hosts/possible.ts';

const main = join(import.meta.dirname, '../../tools/main.ts');

/** Of a demo that was killed long ago; no process has such a number. */
const DEAD = 99_999_999;

describe.skipIf(whyNoHosts() !== undefined)('./lava demo --hosts', () => {
  let demo: ChildProcess;
  let text = '';
  let stdout = '';
  beforeAll(() => {
    execFileSync('ip', ['netns', 'add', `ld${DEAD}-master`]);
    mkdirSync(`/var/tmp/lava-demo-hosts-${DEAD}`);
    demo = spawn(process.execPath, [main, 'demo', '--hosts', '--json', '--port', '0']);
    demo.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    demo.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
  });
  afterAll(async () => {
    if (demo.exitCode !== null) return;
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    await ended;
  });

  function until(what: string, test: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => test() && resolve();
      for (const stream of [demo.stderr, demo.stdout]) stream?.on('data', look);
      demo.on('close', () => reject(new Error(`it ended before ${what}:\n${text}`)));
      look();
    });
  }

  it('shows a job on each of two workers at the same time, while every daemon is restarted', async () => {
    await until('its summary', () => stdout.endsWith('}\n') && /on w2 .*\n/.test(text));
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ ok: true, problems: [] });
    expect(summary.machines.map(({ name }: { name: string }) => name)).toEqual(['master', 'w1', 'w2']);
    expect(
      summary.restarts.map(({ host, service }: { host: string; service: string }) => `${host} ${service}`),
    ).toEqual(['w1 lava-slave', 'w2 lava-slave', 'master lava-master', 'master lava-server']);
    for (const [i, worker] of ['w1', 'w2'].entries())
      expect(summary.jobs[i]).toMatchObject({ worker, health: 'complete', results: EXPECTED });
    const boots = [...text.matchAll(/^(w\d).* Linux version /gm)].map(([, worker]) => worker);
    expect(boots.sort()).toEqual(['w1', 'w2']);
    expect(text).toMatch(/^TEST CASE +ON w1 +ON w2$/m);
  });

  it('can be reached from this machine, with the credentials that it shows', async () => {
    const { url, username, password } = JSON.parse(stdout);
    expect(await (await fetch(url)).text()).toContain('<html');
    const [, token] = /LAVA_TOKEN=(\S+)/.exec(text) ?? [];
    const workers = await createClient({ baseUrl: url, token }).workers.list();
    expect(workers.items.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'w1 online',
      'w2 online',
    ]);
    await createClient({ baseUrl: url }).signIn({ username, password });
    const [, shell = ''] = /on w2 +(ip netns exec .*) bash -l/.exec(text) ?? [];
    expect(execFileSync('sh', ['-c', `${shell} cat /etc/hostname`], { encoding: 'utf8' })).toBe('w2\n');
  });

  it('leaves nothing behind after Ctrl-C, not even what an earlier one left', async () => {
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    expect(await ended, text).toEqual([0, null]);
    const networks = execFileSync('ip', ['netns'], { encoding: 'utf8' });
    for (const id of [demo.pid, DEAD]) {
      expect(networks).not.toMatch(new RegExp(`^ld${id}-`, 'm'));
      expect(existsSync(`/var/tmp/lava-demo-hosts-${id}`)).toBe(false);
    }
    expect(processesWith(`lava-demo-hosts-${demo.pid}`)).toEqual([]);
    expect(processesWith(`ld${demo.pid}-`)).toEqual([]);
  });
});

/** Processes of this machine that run or mount something of this name. */
function processesWith(name: string): string[] {
  return globSync('/proc/[0-9]*').filter((directory) =>
    ['cmdline', 'mounts'].some((file) => {
      try {
        return readFileSync(join(directory, file), 'utf8').includes(name);
      } catch {
        return false; // it has ended
      }
    }),
  );
}
