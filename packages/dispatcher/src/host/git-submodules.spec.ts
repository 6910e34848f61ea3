// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

const root = mkdtempSync(join(tmpdir(), 'lava-submodules-'));
const log = new JobLog(
  { write() {}, flush: async () => {}, backlog: 0, lost: 0 },
  new RecordClock(),
  new Mask([]),
);

/** Files, from which git can clone. */
const server = createServer((request, response) => {
  const path = join(root, decodeURIComponent((request.url ?? '').replace(/[?].*/, '')));
  if (existsSync(path)) response.end(readFileSync(path));
  else response.writeHead(404).end();
});
let address = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function git(name: string, args: string[], input: string | Buffer = ''): string {
  const who = ['-c', 'user.name=x', '-c', 'user.email=x', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', ['-C', join(root, name), ...who, ...args], { input })
    .toString()
    .trim();
}

/** A repository on the server. @param links commits of other repositories there, by their name */
function publish(
  name: string,
  files: Record<string, string | Buffer>,
  links: Record<string, string> = {},
): string {
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', join(root, name)]);
  const modules = Object.keys(links)
    .map((link) => `[submodule "${link}"]\n\tpath = ${link}\n\turl = ../${link}\n`)
    .join('');
  const entries = Object.entries(modules === '' ? files : { ...files, '.gitmodules': modules })
    .map(
      ([file, data]) =>
        `100644 blob ${git(name, ['hash-object', '-w', '--stdin'], Buffer.from(data))}\t${file}\n`,
    )
    .concat(Object.entries(links).map(([link, commit]) => `160000 commit ${commit}\t${link}\n`));
  const tree = git(name, ['mktree', '--missing'], entries.join(''));
  const commit = git(name, ['commit-tree', '-m', 'x', tree]);
  git(name, ['update-ref', 'refs/heads/main', commit]);
  git(name, ['update-server-info']);
  return commit;
}

function clone(name: string) {
  const clones = new GitClones(mkdtempSync(join(root, 'clones-')), log, {
    env: { ...process.env, HOME: root },
    fileDirs: [root],
    settings: { unpacked_size_mb: 1 },
  });
  const repository = { url: `${address}/${name}`, shallow: false, recursive: true };
  return clones.get(Progress.root(), repository);
}

describe('the submodules of a repository', () => {
  it('are there, and theirs', async () => {
    const inner = publish('inner', { file: 'inner' });
    publish('top', { file: 'top' }, { middle: publish('middle', { file: 'middle' }, { inner }) });
    const { directory } = await clone('top');
    expect(readFileSync(join(directory, 'middle/file'), 'utf8')).toBe('middle');
    expect(readFileSync(join(directory, 'middle/inner/file'), 'utf8')).toBe('inner');
  });

  it('count for the size of the repository, before their files are made', async () => {
    publish('holds-large', {}, { large: publish('large', { zeros: Buffer.alloc(2_000_000) }) });
    await expect(clone('holds-large')).rejects.toMatchObject({
      code: 'artefact-invalid',
      message: expect.stringMatching(/submodule "large", "zeros", is larger than 1000000 bytes/),
    });
  });

  it('are fetched from the network only', async () => {
    execFileSync('git', ['init', '--quiet', '--bare', join(root, 'local')]);
    const modules = `[submodule "l"]\n\tpath = l\n\turl = file://${join(root, 'local')}\n`;
    publish('holds-local', { '.gitmodules': modules });
    const tree = git('holds-local', ['ls-tree', 'main']);
    const linked = git(
      'holds-local',
      ['mktree', '--missing'],
      `${tree}\n160000 commit ${'1'.repeat(40)}\tl\n`,
    );
    git('holds-local', [
      'update-ref',
      'refs/heads/main',
      git('holds-local', ['commit-tree', '-m', 'x', linked]),
    ]);
    git('holds-local', ['update-server-info']);
    await expect(clone('holds-local')).rejects.toThrow("transport 'file' not allowed");
  });
});

describe('a repository', () => {
  it('whose tree has a name without an end is refused', async () => {
    publish('long', {});
    const blob = git('long', ['hash-object', '-w', '--stdin'], 'x');
    const entry = Buffer.concat([Buffer.from(`100644 ${'n'.repeat(1_000_000)}\0`), Buffer.from(blob, 'hex')]);
    const tree = git('long', ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], entry);
    git('long', ['update-ref', 'refs/heads/main', git('long', ['commit-tree', '-m', 'x', tree])]);
    git('long', ['update-server-info']);
    await expect(clone('long')).rejects.toMatchObject({
      code: 'artefact-invalid',
      message: expect.stringContaining('"nnn'),
    });
  });
});
