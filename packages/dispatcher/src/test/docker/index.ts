// SPDX-License-Identifier: Apache-2.0
import { disconnectDevice } from '../../board/connection.ts';
import { readFeedback } from '../../board/feedback.ts';
import { method } from '../../engine/method.ts';
import { group, unwritten } from '../../engine/step.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { dockerTestSchema } from './schema.ts';

export const dockerTest = method(dockerTestSchema, (context) => {
  const { block } = context;
  const timeoutCode = 'test-timeout' as const;
  const shell = 'role' in block ? 'lava-multinode-docker-test-shell' : 'lava-docker-test-shell';
  return group(
    'lava-docker-test',
    [
      unwritten('lava-docker-test-set-environment', { timeoutCode }),
      lavaOverlay(context, 'lava-create-overlay', false),
      ...(block.disconnect_connection ? [disconnectDevice(context)] : []),
      unwritten(shell, { timeoutCode }),
      readFeedback(),
    ],
    { timeoutCode },
  );
});
