// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { GitClones } from './git.ts';
import { isRefusal } from './git-refusal.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-git-'));
const log = new JobLog(
  { write() {}, flush: async () => {}, backlog: 0, lost: 0 },
  new RecordClock(),
  new Mask([]),
);

/** What the server answers, in this order, the last one again and again. */
let answers: number[] = [];
let asked = 0;
const server = createServer((_, response) => {
  const status = answers[Math.min(asked++, answers.length - 1)] ?? 404;
  response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {}).end();
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tests.git`;
  execFileSync('git', ['init', '--quiet', join(root, 'empty')]);
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function clone(address: string, branch?: string) {
  asked = 0;
  const clones = new GitClones(mkdtempSync(join(root, 'clones-')), log, {
    // As on a worker whose programs speak German.
    env: { ...process.env, HOME: root, LC_ALL: 'C.UTF-8', LANGUAGE: 'de' },
    fileDirs: [root],
    settings: {},
  });
  return clones.get(Progress.root(), { url: address, branch, shallow: false, recursive: false });
}

describe('a repository', () => {
  it.each([404, 403, 410, 401])(
    "that a server answers with %i for is the job's fault, without another attempt",
    async (status) => {
      answers = [status];
      await expect(clone(url)).rejects.toMatchObject({ code: 'git-missing', kind: 'job' });
      // Git itself asks a second time, without a name, after 401.
      expect(asked).toBe(status === 401 ? 2 : 1);
    },
  );

  it('whose branch is not there is as well', async () => {
    const address = `file://${join(root, 'empty')}`;
    await expect(clone(address, 'no-such')).rejects.toMatchObject({ code: 'definition-invalid' });
  });

  it('in which there is nothing is as well', async () => {
    const address = `file://${join(root, 'empty')}`;
    await expect(clone(address)).rejects.toMatchObject({ code: 'git-missing', kind: 'job' });
  });

  it('is asked for again when the server has trouble', async () => {
    answers = [503, 404];
    await expect(clone(url)).rejects.toMatchObject({ code: 'git-missing' });
    expect(asked).toBe(2);
  });
});

describe('what git says', () => {
  it.each([
    "fatal: repository 'https://example.org/x.git/' not found",
    "fatal: repository '/srv/x' does not exist",
    "fatal: '/srv/x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    "fatal: unable to access 'https://example.org/x/': The requested URL returned error: 404",
    "fatal: could not read Username for 'https://example.org': terminal prompts disabled",
    "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://example.org/x.git/'",
    'fatal: https://example.org/x/info/refs not valid: is this a git repository?',
    'fatal: remote error: access denied or repository not exported: /x',
    "fatal: unable to access 'https://no-such-host.invalid/x/': Could not resolve host: no-such-host.invalid",
  ])('is final: %s', async (said) => {
    expect(await isRefusal(said)).toBe(true);
  });

  it.each([
    "fatal: unable to access 'https://example.org/x/': The requested URL returned error: 503",
    "fatal: unable to access 'https://example.org/x/': The requested URL returned error: 429",
    "fatal: unable to access 'https://example.org/x/': Failed to connect to example.org port 443: Connection refused",
    "fatal: unable to access 'https://localhost/x/': Could not resolve host: localhost",
    'fatal: early EOF\nfatal: fetch-pack: invalid index-pack output',
    'error: RPC failed; curl 56 GnuTLS recv error (-54)',
    'ssh: connect to host example.org port 22: Connection timed out',
  ])('may be another time: %s', async (said) => {
    expect(await isRefusal(said)).toBe(false);
  });
});
