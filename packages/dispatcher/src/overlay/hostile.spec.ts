// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../engine/step.ts';
import { Allowance } from '../host/allowance.ts';
import { type Compression, decompress } from '../host/decompress.ts';
import { GitClones } from '../host/git.ts';
import { ownFile } from '../host/own-file.ts';
import { findTool } from '../host/tool.ts';
import { appendCpio } from '../image/append-cpio.ts';
import { appendTar } from '../image/append-tar.ts';
import { loadTar } from '../image/load-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { writeIntoExt } from '../image/write-ext.ts';
import { cleanPath, fileName } from '../job/path.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { Mask } from '../secrecy/mask.ts';
import { hostileNames } from '../testing/hostile-names.ts';
import { header, padded } from '../testing/odd-tar.ts';
import { fromInline } from './fetch-definition.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-hostile-'));
const outside = join(root, 'outside');
const PWNED = join(outside, 'pwned');
mkdirSync(outside);
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();
const work = () => mkdtempSync(join(root, 'work-'));
const warnings: string[] = [];
const warn = (text: string) => void warnings.push(text);
const log = new JobLog(
  { write() {}, flush: async () => {}, backlog: 0, lost: 0 },
  new RecordClock(),
  new Mask([]),
);

const NAMES = hostileNames(outside);

/** A ustar archive of these entries, whatever their names. */
function tarOf(
  entries: { name: string; type?: string; link?: string; data?: string; size?: number }[],
): string {
  const blocks: Buffer[] = [];
  for (const { name, type = '0', link = '', data = '', size = data.length } of entries) {
    const long = Buffer.from(`${name}\0`);
    if (long.length > 100) blocks.push(header('././@LongLink', 'L', '', long.length), padded(long));
    blocks.push(header(name, type, link, size), padded(Buffer.from(data)));
  }
  const path = join(work(), 'archive.tar');
  writeFileSync(path, Buffer.concat([...blocks, Buffer.alloc(1024)]));
  return path;
}

/** The header of an empty file `n<number>`: made from one, as there are many. */
function numbered(number: number): Buffer {
  const bytes = Buffer.from(EMPTY);
  bytes.write(`n${number}`, 0);
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += i >= 148 && i < 156 ? 32 : (bytes[i] ?? 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
const EMPTY = header('', '0', '', 0);

async function load(archive: string, below = '', tree = new OverlayTree(), allowance = new Allowance(root)) {
  await loadTar(progress, tree, {
    what: 'overlay "a"',
    archive,
    below,
    spool: join(work(), 'spool'),
    allowance,
    warn,
  });
  return tree;
}

const file = { kind: 'text', mode: 0o644, uid: 0, gid: 0, text: Buffer.from('x') } as const;

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
    tree.set(name, file, '', 'overlay "a"');
    return tree;
  },
  'path of an archive': (name) => load(tarOf([{ name: 'file' }]), name),
  'entry of an archive': (name) => load(tarOf([{ name, data: 'x' }])),
  'directory of an archive': (name) =>
    load(tarOf([{ name: `${name}/`, type: '5' }, { name: `${name}/file` }])),
  'link in an archive': (name) => load(tarOf([{ name, type: '2', link: outside }])),
  'target of a link': (name) => load(tarOf([{ name: 'link', type: '2', link: name.slice(0, 99) }])),
  'hard link in an archive': (name) => load(tarOf([{ name: 'link', type: '1', link: name.slice(0, 99) }])),
  'destination of git-repos': (name) => {
    const tree = new OverlayTree();
    tree.set(`lava/0/tests/0_x/${cleanPath(name, 'git-repos')}`, file);
    return tree;
  },
  'name of an artefact': (name) => {
    const tree = new OverlayTree();
    tree.set(fileName(name, 'name of an artefact'), file);
    return tree;
  },
  'branch of a repository': (branch) => clone({ branch }),
  'revision of a repository': (revision) => clone({ revision }),
  'address of a repository': (url) => clone({ url }),
  'file of a repository': (name) => clone({ url: repositoryWith(name) }),
};

const repository = join(root, 'repository');

async function clone(wanted: { url?: string; branch?: string; revision?: string }): Promise<OverlayTree> {
  const options = { env: process.env, fileDirs: [root], settings: {} };
  const clones = new GitClones(work(), log, options);
  const { directory } = await clones.get(progress, {
    url: repository,
    shallow: true,
    recursive: false,
    ...wanted,
  });
  const tree = new OverlayTree();
  await tree.addTree('', directory, { what: 'repository', warn });
  return tree;
}

/** Git itself refuses some names; then an empty file takes its place. */
function repositoryWith(name: string): string {
  const path = work();
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
    image = join(root, 'image.ext4');
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
      expect(readdirSync(outside)).toEqual([]);
      expect(readdirSync('/etc').length).toBe(before);
    },
  );

  async function intoImages(tree: OverlayTree): Promise<void> {
    const options = () => ({ work: work(), name: 'made', allowance: new Allowance(root) });
    const cpio = join(work(), 'ramdisk');
    writeFileSync(cpio, '070701');
    await appendCpio(progress, 'ramdisk', cpio, tree, options());
    const tar = tarOf([{ name: 'first' }]);
    const made = await appendTar(progress, { path: tar }, tree, options());
    expect(execFileSync('tar', ['-tf', made], { encoding: 'utf8' })).toContain('first');
    await writeTree(progress, tree, join(work(), 'files'), warn);
    if (!existsSync(image)) return;
    const ext = join(work(), 'ext');
    writeFileSync(ext, readFileSync(image));
    await writeIntoExt(progress, { image: ownFile(ext), tree, work: work() });
    expect(spawnSync(findTool('e2fsck') ?? '', ['-fn', ext]).status).toBe(0);
  }
});

describe('an archive', () => {
  it.each<[string, Parameters<typeof tarOf>[0], string]>([
    ['a file below a link', [{ name: 'x', type: '2', link: outside }, { name: 'x/pwned' }], 'x/pwned'],
    [
      'a directory in the place of a link',
      [
        { name: 'x', type: '2', link: outside },
        { name: 'x/', type: '5' },
      ],
      '"x" is a link',
    ],
    ['a link in the place of a directory', [{ name: 'x/y' }, { name: 'x', type: '2', link: outside }], '"x"'],
    ['a file below a file', [{ name: 'x' }, { name: 'x/y' }], 'x/y'],
    ['a hard link to a file of the worker', [{ name: 'x', type: '1', link: '/etc/passwd' }], '/etc/passwd'],
    [
      'a hard link to a link',
      [
        { name: 'l', type: '2', link: '/etc' },
        { name: 'x', type: '1', link: 'l' },
      ],
      '"x"',
    ],
    ['a sparse file of 10 TB', [{ name: 'huge', type: 'S', size: 10e12 }], 'huge'],
    ['a file of 10 TB', [{ name: 'huge', size: 10e12 }], 'huge'],
    ['a kind that nobody knows', [{ name: 'x', type: 'M' }], '"x"'],
    ['a way out', [{ name: 'a/../../x' }], 'a/../../x'],
  ])('is refused with %s, and the entry is named', async (_what, entries, named) => {
    await expect(load(tarOf(entries))).rejects.toThrow(named);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('is taken without its devices and FIFOs, which are named', async () => {
    warnings.length = 0;
    const tree = await load(
      tarOf([{ name: 'd', type: '3' }, { name: 'b', type: '4' }, { name: 'p', type: '6' }, { name: 'f' }]),
    );
    expect([...tree.entries.keys()]).toEqual(['f']);
    expect(warnings).toEqual(['d', 'b', 'p'].map((name) => expect.stringContaining(`"${name}"`)));
  });

  it('cannot use a link of another one', async () => {
    const tree = await load(tarOf([{ name: 'x', type: '2', link: outside }]));
    await expect(load(tarOf([{ name: 'pwned' }]), '/x', tree)).rejects.toThrow('"x"');
    expect(() => tree.set('/x/pwned', file, '', 'overlay "b"')).toThrow('"x"');
    expect(() => tree.addAll(new OverlayTree(), '/x')).not.toThrow();
    const other = new OverlayTree();
    other.text('y', 'z');
    expect(() => tree.addAll(other, '/x')).toThrow('"x"');
  });

  it('has no more entries than an overlay may have', async () => {
    const tree = new OverlayTree();
    for (let i = 0; i < 299_990; i++) tree.text(`there${i}`, '');
    const path = join(work(), 'many.tar.gz');
    writeFileSync(path, gzipSync(Buffer.concat(Array.from({ length: 11 }, (_, i) => numbered(i)))));
    await expect(load(path, '', tree)).rejects.toThrow(/300000 entries; "n10"/);
  });

  it('with a long name that would fill the memory is refused', async () => {
    const path = join(work(), 'long.tar');
    writeFileSync(path, Buffer.concat([header('././@LongLink', 'L', '', 2 ** 31), Buffer.alloc(1024)]));
    await expect(load(path)).rejects.toMatchObject({ code: 'artefact-invalid' });
  });
});

describe('what becomes too large', () => {
  const TOOLS: Record<string, string[]> = {
    gz: ['gzip'],
    bz2: ['bzip2'],
    xz: ['xz', '-1'],
    zstd: ['zstd', '-q'],
  };
  const zeros = Buffer.alloc(20_000_000);

  it.each(Object.keys(TOOLS).filter((name) => findTool(TOOLS[name]?.[0] ?? '')))(
    'is refused: %s',
    async (how) => {
      const [tool = '', ...args] = TOOLS[how] ?? [];
      const bomb = join(work(), 'bomb');
      writeFileSync(bomb, execFileSync(tool, [...args, '-c'], { input: zeros, maxBuffer: 10_000_000 }));
      const to = join(work(), 'out');
      const small = () => new Allowance(root, 10_000_000);
      await expect(
        decompress(progress, 'rootfs', how as Compression, bomb, to, small()),
      ).rejects.toMatchObject({
        code: 'artefact-invalid',
        message: expect.stringContaining('10000000'),
      });
      expect(existsSync(to)).toBe(false);
      const entry = Buffer.concat([header('big', '0', '', zeros.length), zeros, Buffer.alloc(1024)]);
      writeFileSync(bomb, execFileSync(tool, [...args, '-c'], { input: entry, maxBuffer: 10_000_000 }));
      await expect(load(bomb, '', new OverlayTree(), small())).rejects.toThrow('"big"');
    },
  );
});
