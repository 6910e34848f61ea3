// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { expectShell, exportDeviceEnv } from '../../steps/connection.ts';
import { DockerBlock } from './schema.ts';

export const docker: Method<DockerBlock> = {
  name: 'docker',
  schema: DockerBlock,

  refuses({ device, block }) {
    return refusal(
      [block.method === 'docker', '`method` is not docker'],
      deviceHas(device, 'boot', 'docker'),
      ['command' in block, 'the block has no `command`'],
    );
  },

  plan({ block, target }) {
    return {
      name: 'boot-docker',
      retry: true,
      children: [
        { name: 'docker-run' },
        ...('prompts' in block && target.needsShell ? [expectShell(), exportDeviceEnv()] : []),
      ],
    };
  },
};
