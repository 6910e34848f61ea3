// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Artefact } from '../../artefact/artefact-schema.ts';
import { DeployBlock } from '../../artefact/deploy-schema.ts';
import { deployMethod } from '../../job/define-method.ts';

export const SshBlock = DeployBlock.extend({
  firmware: Artefact.optional().describe('Firmware.'),
  kernel: Artefact.optional().describe('Kernel.'),
  rootfs: Artefact.optional().describe('Root file system.'),
  modules: Artefact.optional().describe('Kernel modules.'),
});
export type SshBlock = z.infer<typeof SshBlock>;

export const SshDevice = z
  .looseObject({
    host: z.string().nullish().describe('Address of the system; empty when the job gives it.'),
    port: z.union([z.int(), z.string()]).nullish().describe('Port of its SSH server.'),
    user: z.string().nullish().describe('Account to log in with.'),
    identity_file: z.string().nullish().describe('Private key to log in with.'),
    options: z.array(z.string()).nullish().describe('Options of the ssh command.'),
  })
  .nullable();

export type SshDevice = z.infer<typeof SshDevice>;

export const sshSchema = deployMethod({
  word: 'ssh',
  summary: 'Puts the test overlay onto a running system over SSH.',
  block: SshBlock,
  settings: SshDevice,
});
