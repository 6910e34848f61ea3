// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { checkSsh, identityPath, publicKey } from '../host/ssh.ts';
import type { OverlayTree } from '../image/tree.ts';
import type { SshDevice } from '../job/ssh-device-schema.ts';

/** @throws LavaError `device-invalid` */
export function checkIdentity(settings: SshDevice): void {
  if (!settings?.identity_file)
    throw new LavaError('device-invalid', 'deploy method ssh of the device has no identity_file', {
      hint: 'set it (ssh_identity_file) to a private key that the worker has, or leave `authorize: ssh` out of the job',
    });
  checkSsh(settings);
}

/** The public half of the lab's key is what root of the device lets in; the private one stays on the worker. */
export async function authorize(run: Run, tree: OverlayTree, settings: SshDevice): Promise<void> {
  const key = await publicKey(run.progress, identityPath(settings?.identity_file ?? ''));
  for (const path of ['root', 'root/.ssh'])
    tree.set(path, { kind: 'directory', mode: 0o700, uid: 0, gid: 0 }, '', 'home of root');
  tree.text('root/.ssh/authorized_keys', key, 0o600);
}
