// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { Allowance } from '../host/allowance.ts';
import { type Compression, decompress, decompressed } from '../host/decompress.ts';
import { findTool } from '../host/tool.ts';
import { appendCpio } from '../image/append-cpio.ts';
import { appendTar } from '../image/append-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { writeRoot } from '../image/write-root.ts';
import { packTar } from '../image/write-tar.ts';
import { HostileWorkspace, type OddEntry, SMALL_FILE } from '../testing/hostile-workspace.ts';
import { header } from '../testing/odd-tar.ts';

const space = new HostileWorkspace();
afterAll(() => space.remove());

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
const EMPTY_FILE = header('same', '0', '', 0);

describe('an archive', () => {
  it.each<[string, OddEntry[], string]>([
    ['a file below a link', [{ name: 'x', type: '2', link: space.outside }, { name: 'x/pwned' }], 'x/pwned'],
    [
      'a directory in the place of a link',
      [
        { name: 'x', type: '2', link: space.outside },
        { name: 'x/', type: '5' },
      ],
      '"x" is a link',
    ],
    [
      'a link in the place of a directory',
      [{ name: 'x/y' }, { name: 'x', type: '2', link: space.outside }],
      '"x"',
    ],
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
    await expect(space.load(space.tar(entries))).rejects.toThrow(named);
    expect(readdirSync(space.outside)).toEqual([]);
  });

  it('is taken without its devices and FIFOs, which are named', async () => {
    space.warnings.length = 0;
    const tree = await space.load(
      space.tar([
        { name: 'd', type: '3' },
        { name: 'b', type: '4' },
        { name: 'p', type: '6' },
        { name: 'f' },
      ]),
    );
    expect([...tree.entries.keys()]).toEqual(['f']);
    expect(space.warnings).toEqual(['d', 'b', 'p'].map((name) => expect.stringContaining(`"${name}"`)));
  });

  it('cannot use a link of another one', async () => {
    const tree = await space.load(space.tar([{ name: 'x', type: '2', link: space.outside }]));
    await expect(space.load(space.tar([{ name: 'pwned' }]), '/x', tree)).rejects.toThrow('"x"');
    expect(() => tree.set('/x/pwned', SMALL_FILE, '', 'overlay "b"')).toThrow('"x"');
    expect(() => tree.addAll(new OverlayTree(), '/x')).not.toThrow();
    const other = new OverlayTree();
    other.text('y', 'z');
    expect(() => tree.addAll(other, '/x')).toThrow('"x"');
  });

  it('has no more entries than an overlay may have', async () => {
    const tree = new OverlayTree();
    for (let i = 0; i < 299_990; i++) tree.text(`there${i}`, '');
    const path = join(space.work(), 'many.tar.gz');
    writeFileSync(path, gzipSync(Buffer.concat(Array.from({ length: 11 }, (_, i) => numbered(i)))));
    await expect(space.load(path, '', tree)).rejects.toThrow(/300000 entries; "n10"/);
  });

  it('has no more entries than that either where they replace one another or are left out', async () => {
    const half = (entry: Buffer) => Array<Buffer>(150_001).fill(entry);
    const entries = Buffer.concat([...half(EMPTY_FILE), ...half(header('fifo', '6', '', 0))]);
    const path = join(space.work(), 'same.tar.gz');
    writeFileSync(path, gzipSync(entries, { level: 1 }));
    await expect(space.load(path)).rejects.toThrow('300000 entries');
  });

  it('has no names that would fill the memory together', () => {
    const tree = new OverlayTree();
    const directory = Array(15).fill('d'.repeat(250)).join('/');
    const add = () => {
      for (let i = 0; i < 20_000; i++) tree.text(`${directory}/${i}`, '');
    };
    expect(add).toThrow(/67108864 characters of names and links; "ddd/);
  });

  it('is not written where its hard links would leave no room for others', async () => {
    const tree = new OverlayTree();
    for (let i = 0; i < 10_000; i++) tree.file(`${i}`, { source: space.root, at: 0, size: 4e9 }, 0o644);
    const archive = space.tar([{ name: 'first' }]);
    const ramdisk = join(space.work(), 'ramdisk');
    writeFileSync(ramdisk, '070701');
    const place = () => ({ work: space.work(), name: 'made', allowance: new Allowance(space.root) });
    const progress = Progress.root();
    const made = space.work();
    for (const write of [
      () => appendCpio(progress, 'ramdisk', ramdisk, tree, place()),
      () => appendTar(progress, { path: archive }, tree, place()),
      () => packTar(progress, tree, join(made, 'overlay.tar.gz')),
      () => writeRoot(progress, tree, made),
      () => writeTree(progress, tree, made),
    ])
      await expect(write()).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(made)).toEqual([]);
  });

  it('with a long name that would fill the memory is refused', async () => {
    const path = join(space.work(), 'long.tar');
    writeFileSync(path, Buffer.concat([header('././@LongLink', 'L', '', 2 ** 31), Buffer.alloc(1024)]));
    await expect(space.load(path)).rejects.toMatchObject({ code: 'artefact-invalid' });
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

  it('is refused where it asks for memory that no honest file needs', async () => {
    const file = execFileSync('xz', ['--format=lzma', '-c'], { input: 'x' });
    file.writeUInt32LE(1024 ** 3, 1);
    const path = join(space.work(), 'asks.lzma');
    writeFileSync(path, file);
    const read = async () => {
      for await (const _ of decompressed(Progress.root(), 'ramdisk', 'lzma', path));
    };
    await expect(read()).rejects.toMatchObject({ code: 'decompress-failed' });
  });

  it.each(Object.keys(TOOLS).filter((name) => findTool(TOOLS[name]?.[0] ?? '')))(
    'is refused: %s',
    async (how) => {
      const [tool = '', ...args] = TOOLS[how] ?? [];
      const bomb = join(space.work(), 'bomb');
      writeFileSync(bomb, execFileSync(tool, [...args, '-c'], { input: zeros, maxBuffer: 10_000_000 }));
      const to = join(space.work(), 'out');
      const small = () => new Allowance(space.root, 10_000_000);
      await expect(
        decompress(Progress.root(), 'rootfs', how as Compression, bomb, to, small()),
      ).rejects.toMatchObject({
        code: 'artefact-invalid',
        message: expect.stringContaining('10000000'),
      });
      expect(existsSync(to)).toBe(false);
      const entry = Buffer.concat([header('big', '0', '', zeros.length), zeros, Buffer.alloc(1024)]);
      writeFileSync(bomb, execFileSync(tool, [...args, '-c'], { input: entry, maxBuffer: 10_000_000 }));
      await expect(space.load(bomb, '', new OverlayTree(), small())).rejects.toThrow('"big"');
    },
  );
});
