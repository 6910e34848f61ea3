// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
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

describe('a repository that becomes too much', () => {
  const clones = () =>
    new GitClones(mkdtempSync(join(root, 'clones-')), log, {
      env: { ...process.env, HOME: root },
      fileDirs: [root],
      settings: { unpacked_size_mb: 1 },
      memory: 64 * 1024 ** 2,
    });
  const get = (address: string) =>
    clones().get(Progress.root(), { url: address, shallow: false, recursive: false });

  it('by what the server sends without end is left, and not asked for again', async () => {
    const endless = createServer((request, response) => {
      const kind = request.method === 'GET' ? 'advertisement' : 'result';
      response.setHeader('content-type', `application/x-git-upload-pack-${kind}`);
      if (kind === 'advertisement') return void response.end(advertisement());
      requests += 1;
      const sending = Readable.from(endlessPack());
      response.once('close', () => sending.destroy());
      sending.on('error', () => undefined).pipe(response);
    });
    let requests = 0;
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const at = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/x.git`;
    await expect(get(at)).rejects.toMatchObject({
      code: 'artefact-invalid',
      message: expect.stringContaining('is larger than 2000000 bytes'),
    });
    expect(requests).toBe(1);
    endless.closeAllConnections();
    endless.close();
  });

  it('by the names of branches without end is left, and not asked for again', async () => {
    let requests = 0;
    const endless = createServer((_, response) => {
      requests += 1;
      response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
      const sending = Readable.from(endlessBranches());
      response.once('close', () => sending.destroy());
      sending.on('error', () => undefined).pipe(response);
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const at = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/x.git`;
    await expect(get(at)).rejects.toMatchObject({
      code: 'artefact-invalid',
      message: expect.stringContaining('bytes of memory'),
    });
    expect(requests).toBe(1);
    endless.closeAllConnections();
    endless.close();
  });

  it('by what the worker makes of its files, as git-lfs does', async () => {
    const large = join(root, 'large');
    execFileSync('git', ['init', '--quiet', large]);
    writeFileSync(join(large, '.gitattributes'), '*.bin filter=large\n');
    writeFileSync(join(large, 'a.bin'), 'a pointer\n');
    const who = ['-c', 'user.name=x', '-c', 'user.email=x'];
    for (const args of [
      ['add', '.'],
      ['commit', '--quiet', '-m', 'x'],
    ])
      execFileSync('git', ['-C', large, ...who, ...args]);
    const at = `file://${large}`;
    await get(at);
    writeFileSync(join(root, '.gitconfig'), '[filter "large"]\n\tsmudge = head -c 3000000 /dev/zero\n');
    await expect(get(at)).rejects.toMatchObject({ code: 'artefact-invalid' });
    rmSync(join(root, '.gitconfig'));
  });
});

const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const COMMIT = '1'.repeat(40);
const BEGIN = `${packet('# service=git-upload-pack\n')}0000${packet(`${COMMIT} HEAD\0ofs-delta\n`)}`;

/** What a server of git's says first, in the oldest version of its protocol. */
function advertisement(): string {
  return `${BEGIN}${packet(`${COMMIT} refs/heads/main\n`)}0000`;
}

function* endlessBranches() {
  yield BEGIN;
  const names = Array.from({ length: 1000 }, (_, i) => packet(`${COMMIT} refs/heads/${i}\n`)).join('');
  for (;;) yield names;
}

/** One file of 2^40 bytes that cannot be compressed. */
async function* endlessPack() {
  yield '0008NAK\n';
  yield Buffer.from([...Buffer.from('PACK'), 0, 0, 0, 2, 0, 0, 0, 1]);
  yield Buffer.from([0xb0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02, 0x78, 0x01]);
  const block = Buffer.concat([Buffer.from([0, 0xff, 0xff, 0, 0]), randomBytes(0xffff)]);
  for (;;) {
    yield Buffer.concat([block, block, block, block]);
    await sleep(2);
  }
}

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
