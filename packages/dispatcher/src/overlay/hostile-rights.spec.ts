// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { Allowance } from '../host/allowance.ts';
import { decompress } from '../host/decompress.ts';
import { loadTar } from '../image/load-tar.ts';
import { writeTree } from '../image/pack.ts';
import { OverlayTree } from '../image/tree.ts';
import { header, padded, pax } from '../testing/odd-tar.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-hostile-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();
const work = () => mkdtempSync(join(root, 'work-'));

describe('an archive', () => {
  it('gives nobody on the worker rights: no bit and no attribute of a file comes there', async () => {
    const attribute = pax('SCHILY.xattr.security.capability', 'x'.repeat(20));
    const path = join(work(), 'rights.tar');
    writeFileSync(
      path,
      Buffer.concat([
        ...[header('PaxHeader', 'x', '', attribute.length), padded(attribute)],
        ...[header('s', '0', '', 0, 0o6755), header('d/', '5', '', 0, 0o7777), Buffer.alloc(1024)],
      ]),
    );
    const tree = new OverlayTree();
    const spool = join(work(), 'contents');
    const allowance = new Allowance(root);
    await loadTar(progress, tree, { what: 'a', archive: path, below: '', spool, allowance, warn: () => {} });
    expect(tree.entries.get('s')?.mode).toBe(0o6755);
    const to = join(work(), 'files');
    await writeTree(progress, tree, to);
    for (const name of ['s', 'd']) expect(statSync(join(to, name)).mode & 0o7000).toBe(0);
    expect(
      execFileSync('python3', ['-c', `import os; print(os.listxattr('${to}/s'))`], { encoding: 'utf8' }),
    ).toBe('[]\n');
  });

  it('that is a zip bomb is refused', async () => {
    const bomb = join(work(), 'bomb.zip');
    writeFileSync(bomb, execFileSync('zip', ['-q', '-', '-'], { input: Buffer.alloc(20_000_000) }));
    const to = join(work(), 'out');
    await expect(
      decompress(progress, 'rootfs', 'zip', bomb, to, new Allowance(root, 10_000_000)),
    ).rejects.toMatchObject({ code: 'artefact-invalid' });
    expect(existsSync(to)).toBe(false);
  });
});
