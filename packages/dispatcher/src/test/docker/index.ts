// SPDX-License-Identifier: Apache-2.0

import { disconnectDevice } from '../../board/connection.ts';
import { readFeedback } from '../../board/feedback.ts';
import type { TestMethod } from '../../engine/method.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { type DockerTestBlock, dockerTestSchema } from './schema.ts';

export const dockerTest: TestMethod<DockerTestBlock> = {
  ...dockerTestSchema,

  plan(context) {
    const { block, targets } = context;
    return {
      name: 'lava-docker-test',
      timeoutCode: 'test-timeout',
      children: [
        { name: 'lava-docker-test-set-environment', timeoutCode: 'test-timeout' },
        lavaOverlay(context, 'lava-create-overlay', false),
        ...(block.disconnect_connection ? [disconnectDevice()] : []),
        {
          name: 'role' in block ? 'lava-multinode-docker-test-shell' : 'lava-docker-test-shell',
          timeoutCode: 'test-timeout',
        },
        readFeedback(targets),
      ],
    };
  },
};
