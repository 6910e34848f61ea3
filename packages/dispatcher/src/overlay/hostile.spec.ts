// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../engine/step.ts';
import { Allowance } from '../host/allowance.ts';
import { GitClones } from '../host/git.ts';
import { ownFile } from '../host/own-file.ts';
import { findTool } from '../host/tool.ts';
import { appendCpio } from '../image/append-cpio.ts';
import { appendTar } from '../image/append-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { writeIntoExt } from '../image/write-ext.ts';
import { cleanPath, fileName } from '../job/path.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { hostileNames } from '../testing/hostile-names.ts';
import { HostileWorkspace, SMALL_FILE } from '../testing/hostile-workspace.ts';
import { fromInline } from './fetch-definition.ts';

const space = new HostileWorkspace();
const PWNED = join(space.outside, 'pwned');
afterAll(() => space.remove());
const progress = Progress.root();
const log = new JobLog(
  { write() {}, flush: async () => {}, backlog: 0, lost: 0 },
  new RecordClock(),
  new Mask([]),
);

const NAMES = hostileNames(space.outside);

/** Everything that takes a name from a job, and what comes of it: a tree, or a refusal. */
const ROUTES: Record<string, (name: string) => OverlayTree | Promise<OverlayTree>> = {
  'path of an inline definition': (path) => {
    const repository = { metadata: { name: 'x' }, run: { steps: ['ls'] } };
    const run = { job: { id: '1' }, step: { level: '1' } } as Run;
    const planned = { stage: 0, run: '0_x', block: { from: 'inline', name: 'x', path, repository } } as const;
    return fromInline(run, planned, planned.block).files;
  },
  'path of an overlay': (name) => {
    const tree = new OverlayTree();
    tree.set(name, SMALL_FILE, '', 'overlay "a"');
    return tree;
  },
  'path of an archive': (name) => space.load(space.tar([{ name: 'file' }]), name),
  'entry of an archive': (name) => space.load(space.tar([{ name, data: 'x' }])),
  'directory of an archive': (name) =>
    space.load(space.tar([{ name: `${name}/`, type: '5' }, { name: `${name}/file` }])),
  'link in an archive': (name) => space.load(space.tar([{ name, type: '2', link: space.outside }])),
  'target of a link': (name) => space.load(space.tar([{ name: 'link', type: '2', link: name.slice(0, 99) }])),
  'hard link in an archive': (name) =>
    space.load(space.tar([{ name: 'link', type: '1', link: name.slice(0, 99) }])),
  'destination of git-repos': (name) => {
    const tree = new OverlayTree();
    tree.set(`lava/0/tests/0_x/${cleanPath(name, 'git-repos')}`, SMALL_FILE);
    return tree;
  },
  'name of an artefact': (name) => {
    const tree = new OverlayTree();
    tree.set(fileName(name, 'name of an artefact'), SMALL_FILE);
    return tree;
  },
  'branch of a repository': (branch) => clone({ branch }),
  'revision of a repository': (revision) => clone({ revision }),
  'address of a repository': (url) => clone({ url }),
  'file of a repository': (name) => clone({ url: repositoryWith(name) }),
};

const repository = join(space.root, 'repository');

async function clone(wanted: { url?: string; branch?: string; revision?: string }): Promise<OverlayTree> {
  const options = { env: process.env, fileDirs: [space.root], settings: {} };
  const clones = new GitClones(space.work(), log, options);
  const { directory } = await clones.get(progress, {
    url: repository,
    shallow: true,
    recursive: false,
    ...wanted,
  });
  const tree = new OverlayTree();
  await tree.addTree('', directory, { what: 'repository', warn: space.warn });
  return tree;
}

/** Git itself refuses some names; then an empty file takes its place. */
function repositoryWith(name: string): string {
  const path = space.work();
  const git = (args: string[], input = '') =>
    spawnSync('git', ['-C', path, '-c', 'user.name=x', '-c', 'user.email=x', ...args], {
      input,
      encoding: 'utf8',
    });
  git(['init', '-q']);
  const { stdout: blob } = git(['hash-object', '-w', '--stdin'], 'x');
  // Made by hand, as nobody who attacks asks git whether a name is good.
  const entry = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob.trim(), 'hex')]);
  const { stdout: tree } = spawnSync(
    'git',
    ['-C', path, 'hash-object', '-w', '-t', 'tree', '--literally', '--stdin'],
    { input: entry, encoding: 'utf8' },
  );
  const { stdout: commit } = git(['commit-tree', '-m', 'x', tree.trim()]);
  git(['update-ref', 'HEAD', commit.trim()]);
  return path;
}

describe('names of a job', () => {
  let image = '';
  beforeAll(() => {
    execFileSync('git', ['init', '-q', repository]);
    writeFileSync(join(repository, 'file'), 'x');
    for (const args of [
      ['add', '.'],
      ['-c', 'user.name=x', '-c', 'user.email=x', 'commit', '-qm', 'x'],
    ])
      execFileSync('git', ['-C', repository, ...args]);
    image = join(space.root, 'image.ext4');
    const mke2fs = findTool('mke2fs');
    if (mke2fs) execFileSync(mke2fs, ['-q', '-F', '-t', 'ext4', image, '8M']);
  });

  it.each(Object.keys(ROUTES))(
    'as %s are refused, or name a file of the image',
    { timeout: 240_000 },
    async (route) => {
      const before = readdirSync('/etc').length;
      const all = new OverlayTree();
      for (const [i, name] of NAMES.entries()) {
        try {
          const tree = await ROUTES[route]?.(name);
          if (tree && tree.entries.size < 100) all.addAll(tree, `${i}`);
        } catch (error) {
          expect(error, JSON.stringify(name)).toBeInstanceOf(LavaError);
          const { code, message } = error as LavaError;
          expect(code, `${JSON.stringify(name)}: ${message}`).not.toBe('bug');
          // What git says may have several lines.
          expect(message).not.toMatch(/[^\P{Cc}\n]/u);
        }
      }
      await intoImages(all);
      expect(existsSync(PWNED)).toBe(false);
      expect(readdirSync(space.outside)).toEqual([]);
      expect(readdirSync('/etc').length).toBe(before);
    },
  );

  async function intoImages(tree: OverlayTree): Promise<void> {
    const options = () => ({ work: space.work(), name: 'made', allowance: new Allowance(space.root) });
    const cpio = join(space.work(), 'ramdisk');
    writeFileSync(cpio, '070701');
    await appendCpio(progress, 'ramdisk', cpio, tree, options());
    const tar = space.tar([{ name: 'first' }]);
    const made = await appendTar(progress, { path: tar }, tree, options());
    expect(execFileSync('tar', ['-tf', made], { encoding: 'utf8' })).toContain('first');
    await writeTree(progress, tree, join(space.work(), 'files'), space.warn);
    if (!existsSync(image)) return;
    const ext = join(space.work(), 'ext');
    writeFileSync(ext, readFileSync(image));
    await writeIntoExt(progress, { image: ownFile(ext), tree, work: space.work() });
    expect(spawnSync(findTool('e2fsck') ?? '', ['-fn', ext]).status).toBe(0);
  }
});
