// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import type { Run } from '../engine/step.ts';
import { OverlayTree } from '../image/tree.ts';
import { authorize, checkIdentity } from './authorize.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-authorize-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('authorize: ssh', () => {
  it('lets the key of the lab in, and keeps its private half', async () => {
    const key = join(directory, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    const tree = new OverlayTree();
    using progress = Progress.root();
    checkIdentity({ identity_file: key });
    await authorize({ progress } as Run, tree, { identity_file: key });
    const keys = tree.entries.get('root/.ssh/authorized_keys');
    expect(keys).toMatchObject({ kind: 'text', mode: 0o600 });
    expect(keys?.kind === 'text' && keys.text.toString().trim()).toBe(
      readFileSync(`${key}.pub`, 'utf8').trim(),
    );
    expect([...tree.entries].map(([path, { mode }]) => `${path} ${mode.toString(8)}`)).toEqual([
      'root 700',
      'root/.ssh 700',
      'root/.ssh/authorized_keys 600',
    ]);
  });

  it.each([[null], [{}], [{ identity_file: '/nowhere/key' }]])(
    'needs a key of the device: %o',
    (settings) => {
      expect(() => checkIdentity(settings)).toThrow(expect.objectContaining({ code: 'device-invalid' }));
    },
  );
});
