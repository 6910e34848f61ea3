// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobOnBoard } from '../../testing/board/job-on-board.ts';
import { executes } from '../../testing/executed.ts';
import { freePort, SSH_PROMPT, type SshServer, sshServer } from '../../testing/ssh-server.ts';

const steps = (...lines: string[]) => ({
  metadata: { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' },
  run: { steps: lines },
});

interface Given {
  server?: SshServer;
  ssh?: object;
  boot?: object;
  deploy?: object;
  lines?: string[];
  seconds?: number;
}

/** A job on an ssh device, without any other console. */
async function run({
  server,
  ssh,
  boot,
  deploy,
  lines = ['lava-test-case x --shell true'],
  seconds = 30,
}: Given) {
  const results = server ? join(server.home, 'results') : '/nowhere';
  if (server) mkdirSync(results, { recursive: true });
  return await jobOnBoard(
    { connect: '' },
    {
      job: { timeouts: { job: { minutes: 2 }, action: { seconds }, connection: { seconds } } },
      device: {
        commands: { connect: undefined },
        constants: { posix: { lava_test_sh_cmd: '/bin/sh', lava_test_results_dir: `${results}/lava-%s` } },
        deploy: { ssh: { ...server?.device, ...ssh } },
        boot: { ssh: null },
      },
      actions: [
        { deploy: { to: 'ssh', ...deploy } },
        { boot: { method: 'ssh', prompts: [SSH_PROMPT], ...boot } },
        {
          test: { definitions: [{ from: 'inline', name: 'a', path: 'a.yaml', repository: steps(...lines) }] },
        },
      ],
    },
  );
}

describe('an ssh device', () => {
  it('gets the overlay, runs the tests, and keeps nothing', async () => {
    await using server = await sshServer();
    const { status, results, text } = await run({
      server,
      lines: ['lava-test-case x --shell test -f ../../../bin/lava-sync'],
    });
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(
      results.filter((each) => each.definition === '0_a').map((each) => `${each.case} ${each.result}`),
    ).toEqual(['x pass']);
    expect(readdirSync(server.home)).toEqual(['results']);
    expect(readdirSync(join(server.home, 'results'))).toEqual([]);
  });

  it('whose host key is not the one that the lab demands is not talked to', async () => {
    await using server = await sshServer();
    const file = join(server.home, 'known');
    const other = readFileSync(`${server.identity}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(file, `[127.0.0.1]:${server.port} ${other}\n`);
    const options = ['-o', 'StrictHostKeyChecking=yes', '-o', `UserKnownHostsFile=${file}`];
    const { status } = await run({ server, ssh: { options } });
    expect(status).toMatchObject({
      code: 'connection-closed',
      kind: 'infrastructure',
      message: expect.stringMatching(/host key/i),
    });
  });

  it('that refuses calls, or the key, ends the job with what ssh said', async () => {
    await using server = await sshServer();
    const refused = await run({ server, ssh: { port: await freePort() } });
    expect(refused.status).toMatchObject({
      code: 'connection-closed',
      message: expect.stringContaining('refused'),
    });
    // The key of the host lets nobody in.
    const { status } = await run({ server, ssh: { identity_file: server.hostKey } });
    expect(status).toMatchObject({
      code: 'connection-closed',
      message: expect.stringContaining('Permission denied'),
    });
  });

  it('that takes the call and says nothing ends the job in time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await using server = await sshServer();
    const { port } = silent.address() as { port: number };
    const began = performance.now();
    const { status } = await run({ server, ssh: { port }, seconds: 2 });
    silent.close();
    expect(status).toMatchObject({ health: 'incomplete', kind: 'infrastructure' });
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it.each([
    [{ host: '-oProxyCommand=touch /tmp/x' }, 'host'],
    [{ user: '-l' }, 'user'],
    [{ port: '22 -v' }, 'port'],
    [{ identity_file: '/nowhere/key' }, 'identity_file'],
  ])('with %o is refused before anything is touched', async (ssh, word) => {
    const { status } = await run({ ssh: { host: 'board', ...ssh } });
    expect(status).toMatchObject({ code: 'device-invalid', message: expect.stringContaining(word) });
    expect(existsSync('/tmp/x')).toBe(false);
  });
});

executes('real', 'boot ssh', 'deploy ssh');
