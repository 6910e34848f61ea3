// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { at, listOf } from '../../engine/read.ts';
import { downloadArtefacts } from '../../steps/artefact.ts';
import { connectDevice } from '../../steps/connection.ts';
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
