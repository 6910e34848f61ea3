// SPDX-License-Identifier: Apache-2.0
import type { TestMethod } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { disconnectDevice } from '../../steps/connection.ts';
import { readFeedback } from '../../steps/feedback.ts';
import { lavaOverlay } from '../../steps/overlay.ts';
import { DockerTestBlock } from './schema.ts';

export const dockerTest: TestMethod<DockerTestBlock> = {
  name: 'docker',
  schema: DockerTestBlock,
  priority: 10,
  needsDeploymentData: false,
  needsOverlay: true,
  needsShell: false,

  refuses({ block }) {
    return refusal(
      ['definition' in block || 'definitions' in block, 'the block has no `definitions`'],
      ['docker' in block, 'the block has no `docker`'],
    );
  },

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
