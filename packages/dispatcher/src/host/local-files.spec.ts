// SPDX-License-Identifier: Apache-2.0
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { fileDirectories, LocalFiles } from './local-files.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'lava-local-')));
afterAll(() => rmSync(root, { recursive: true }));
const images = join(root, 'images');
mkdirSync(images);
writeFileSync(join(images, 'kernel'), 'a kernel');
writeFileSync(join(root, 'secret'), 'a secret');
symlinkSync(join(root, 'secret'), join(images, 'link'));

describe('a directory that jobs know by another path', () => {
  const files = new LocalFiles(fileDirectories({ LAVA_WORKER_FILE_DIRS: `/srv/none=${images}:/usr/share` }));

  it('is read by that path', async () => {
    const file = await files.resolve('file:///srv/none/kernel');
    const to = join(root, 'copy');
    await file.copy(Progress.root(), to, new Set());
    expect(readFileSync(to, 'utf8')).toBe('a kernel');
  });

  it.each([
    'file:///srv/none/link',
    'file:///srv/none/../../secret',
    'file:///srv/nonesuch/kernel',
    'file:///srv/none',
    'file:///etc/passwd',
  ])('opens nothing else: %s', async (url) => {
    await expect(files.resolve(url)).rejects.toMatchObject({
      code: 'job-invalid',
      hint: expect.stringContaining('allows files below /srv/none and /usr/share'),
    });
  });

  it('says which file is missing', async () => {
    await expect(files.resolve('file:///srv/none/other')).rejects.toMatchObject({ code: 'download-missing' });
  });
});
