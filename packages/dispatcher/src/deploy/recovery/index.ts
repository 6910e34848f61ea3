// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import type { Method } from '../../engine/method.ts';
import { at, listOf } from '../../job/read.ts';
import { downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { type RecoveryBlock, recoverySchema } from './schema.ts';

export const recovery: Method<RecoveryBlock> = {
  ...recoverySchema,

  plan(context) {
    const { block, device } = context;
    const console = listOf(at(methods(device, 'deploy'), 'recovery', 'tags')).includes('serial');
    return {
      name: 'deploy-recovery-mode',
      children: [...downloadArtefacts(context, block.images), ...(console ? [connectDevice()] : [])],
    };
  },
};
