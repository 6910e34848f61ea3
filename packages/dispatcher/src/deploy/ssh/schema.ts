// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';
import { SshDevice } from '../../job/ssh-device-schema.ts';

const NOT_DEPLOYED = 'has no effect: a system that runs already gets nothing but the test overlay.';

export const SshBlock = DeployBlock.extend({
  firmware: Artefact.optional().describe(`Firmware; ${NOT_DEPLOYED}`),
  kernel: Artefact.optional().describe(`Kernel; ${NOT_DEPLOYED}`),
  rootfs: Artefact.optional().describe(`Root file system; ${NOT_DEPLOYED}`),
  modules: Artefact.optional().describe(`Kernel modules; ${NOT_DEPLOYED}`),
});
export type SshBlock = z.infer<typeof SshBlock>;

export const sshSchema = deployMethod({
  word: 'ssh',
  summary: 'Puts the test overlay onto a running system over SSH.',
  block: SshBlock,
  settings: SshDevice,
});
