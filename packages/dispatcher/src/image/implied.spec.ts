// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCpio } from '@lava/kit/cpio.ts';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, expect, it } from 'vitest';
import { Allowance } from '../host/allowance.ts';
import { findTool } from '../host/tool.ts';
import { appendCpio } from './append-cpio.ts';
import { OverlayTree } from './tree.ts';
import { packTar } from './write-tar.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-implied-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();
const directory = '/var/tmp/results/lava-42';

/** What goes to a device whose results are kept far below its root. */
function overlay(): OverlayTree {
  const tree = new OverlayTree();
  tree.directory(directory);
  tree.text(`${directory}/0/tests/run.sh`, 'true\n');
  return tree;
}

function modes(tree: OverlayTree): Record<string, string> {
  return Object.fromEntries([...tree.entries].map(([path, { mode }]) => [path, mode.toString(8)]));
}

it('leaves the directories above it as a root file system has them', () => {
  const system = new OverlayTree();
  const owned = { kind: 'directory', uid: 7, gid: 8 } as const;
  system.set('var', { ...owned, mode: 0o711 });
  system.set('var/tmp', { ...owned, mode: 0o1777 });
  system.addAll(overlay());
  expect(system.entries.get('var')).toMatchObject({ mode: 0o711, uid: 7, gid: 8 });
  expect(system.entries.get('var/tmp')).toMatchObject({ mode: 0o1777, uid: 7, gid: 8 });
  // What was only implied before is what an archive says later.
  const later = overlay();
  later.set('var', { ...owned, mode: 0o700 });
  expect(later.entries.get('var')).toMatchObject({ mode: 0o700, uid: 7 });
});

it('leaves the directories above it as they are where an archive of it is unpacked', async () => {
  const archive = join(root, 'overlay.tar.gz');
  await packTar(progress, overlay(), archive);
  const device = join(root, 'device');
  mkdirSync(join(device, 'var/tmp'), { recursive: true });
  chmodSync(join(device, 'var'), 0o711);
  chmodSync(join(device, 'var/tmp'), 0o1777);
  execFileSync('tar', ['-C', device, '-xzpf', archive]);
  const modeOf = (path: string) => statSync(join(device, path)).mode & 0o7777;
  expect(modeOf('var')).toBe(0o711);
  expect(modeOf('var/tmp')).toBe(0o1777);
  expect(modeOf(directory)).toBe(0o755);
  expect(readFileSync(join(device, directory, '0/tests/run.sh'), 'utf8')).toBe('true\n');
});

it.skipIf(!findTool('cpio'))('is complete in a ramdisk, where everybody may write to /var/tmp', async () => {
  expect(modes(overlay())).toMatchObject({ var: '755', 'var/tmp': '1777', 'var/tmp/results': '755' });
  const ramdisk = join(root, 'ramdisk');
  writeFileSync(ramdisk, writeCpio([{ path: 'init', data: 'x', mode: 0o755 }]));
  const place = { work: mkdtempSync(join(root, 'work-')), name: 'r', allowance: new Allowance(root) };
  const path = await appendCpio(progress, 'ramdisk', ramdisk, overlay(), place);
  const second = readFileSync(path).subarray(statSync(ramdisk).size);
  const listed = execFileSync('cpio', ['-tv', '--quiet'], { input: second, encoding: 'utf8' });
  expect(listed).toMatch(/^drwxrwxrwt .* var\/tmp$/m);
  expect(listed).toMatch(/^drwxr-xr-x .* var\/tmp\/results$/m);
});
