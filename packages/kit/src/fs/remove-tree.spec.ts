// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount } from '../testing/small-disk.ts';
import { removeTree } from './remove-tree.ts';

let root: string;
let tree: string;
const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: tree }).status === 0;
const canFreeze = (() => {
  const path = mkdtempSync(join(tmpdir(), 'lava-freeze-'));
  writeFileSync(join(path, 'f'), '');
  const can = spawnSync('chattr', ['+i', join(path, 'f')]).status === 0;
  spawnSync('chattr', ['-i', join(path, 'f')]);
  rmSync(path, { recursive: true });
  return can;
})();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lava-remove-'));
  tree = join(root, '-tree with space');
  mkdirSync(join(tree, 'd/e'), { recursive: true });
  writeFileSync(join(tree, 'd/e/f'), 'text');
});
afterEach(() => {
  spawnSync('chattr', ['-R', '-i', root]);
  rmSync(root, { recursive: true, force: true });
});

describe('removeTree', () => {
  it.each([
    ['a directory without permissions', 'chmod -R 0 d'],
    ['a directory that may not be written, as Go leaves them', 'chmod -R 0555 d'],
    ['a name that is not UTF-8', 'mkdir "$(printf \'d/\\377\')"; touch "$(printf \'d/\\377/\\376\')"'],
    ['a name with a newline and a dash', 'mkdir -- "$(printf -- \'-r\\nf\')"'],
    ['a pipe', 'mkfifo d/pipe'],
    ['deep directories', 'p=d; for i in $(seq 300); do p=$p/nested; done; mkdir -p $p'],
    [
      'a path longer than the kernel takes',
      "perl -e 'for (1..25) { mkdir q(n) x 250; chdir q(n) x 250 or die }'",
    ],
    ['a link that leads nowhere', 'ln -s nowhere d/link'],
    [
      'a socket',
      "perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un(q(d/s))) or die'",
    ],
  ])('removes %s', async (_, script) => {
    expect(run('sh', '-c', script)).toBe(true);
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
  });

  it('reads few of very many names into memory', async () => {
    const names = "perl -e 'for (1..30000) { open F, q(>), sprintf(q(d/%05d), $_) . q(n) x 250 or die }'";
    expect(run('sh', '-c', names)).toBe(true);
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed)), 1);
    await removeTree(tree);
    clearInterval(look);
    expect(existsSync(tree)).toBe(false);
    expect((most - before) / 1e6).toBeLessThan(20);
  });

  it('removes a file, and is content with nothing', async () => {
    await removeTree(join(tree, 'd/e/f'));
    await removeTree(join(tree, 'd/e/f'));
    expect(existsSync(join(tree, 'd/e'))).toBe(true);
  });

  it('follows no link', async () => {
    mkdirSync(join(root, 'other'));
    writeFileSync(join(root, 'other/file'), '');
    symlinkSync('../other', join(tree, 'link'));
    await removeTree(tree);
    expect(existsSync(join(root, 'other/file'))).toBe(true);
  });

  it.skipIf(!canMount)('never empties what is mounted inside, but unmounts it', async () => {
    mkdirSync(join(root, 'other'));
    writeFileSync(join(root, 'other/file'), '');
    expect(run('mount', '--bind', join(root, 'other'), join(tree, 'd'))).toBe(true);
    await removeTree(tree);
    expect(existsSync(join(root, 'other/file'))).toBe(true);
    expect(existsSync(tree)).toBe(false);
  });

  it.skipIf(!canFreeze)('says what is in the way', async () => {
    expect(run('chattr', '+i', 'd/e/f')).toBe(true);
    await expect(removeTree(tree)).rejects.toThrow(/cannot be removed: .*not permitted/);
  });
});
