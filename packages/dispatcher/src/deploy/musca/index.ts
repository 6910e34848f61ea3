// SPDX-License-Identifier: Apache-2.0

import { disconnectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import type { Method } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { type MuscaBlock, muscaSchema } from './schema.ts';

export const musca: Method<MuscaBlock> = {
  ...muscaSchema,

  plan(context) {
    return {
      name: 'musca-deploy',
      retry: true,
      children: [
        disconnectDevice(),
        downloadArtefact(context, 'test_binary', context.block.images.test_binary).step,
        resetDevice(context),
        { name: 'wait-musca-path' },
        usbStorage('mount'),
        { name: 'deploy-musca-test-binary' },
        usbStorage('unmount'),
        { name: 'wait-musca-path' },
        usbStorage('mount'),
        { name: 'check-musca-flash' },
        usbStorage('unmount'),
      ],
    };
  },
};

function usbStorage(what: 'mount' | 'unmount'): StepSpec {
  return { name: `${what}-musca-usbmsd`, timeoutCode: 'step-timeout' };
}
