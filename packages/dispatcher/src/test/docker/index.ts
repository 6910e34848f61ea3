// SPDX-License-Identifier: Apache-2.0
import { downloadsFor } from '../../artefact/downloads-directory.ts';
import { disconnectDevice } from '../../board/connection.ts';
import { readFeedback } from '../../board/feedback.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { absorbed, group, type StepSpec, step, unwritten } from '../../engine/step.ts';
import { OVERLAY } from '../../overlay/overlay.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { expectedCases } from '../../shell-test/expected-cases.ts';
import { overlayOf } from '../../shell-test/overlay-of.ts';
import { deviceEnvironment } from './device-environment.ts';
import { type DockerTestBlock, type DockerTestDevice, dockerTestSchema } from './schema.ts';

export const dockerTest = method(dockerTestSchema, (context) => {
  const { block, device, target } = context;
  const timeoutCode = 'test-timeout' as const;
  const ofDevice = target.find(OVERLAY);
  // The shell is that of the container, whatever system the device has.
  const own = { ...context, os: undefined, device: deviceEnvironment(device) };
  const overlay = lavaOverlay(own, 'lava-create-overlay', false);
  const shell =
    'role' in block ? unwritten('lava-multinode-docker-test-shell', { timeoutCode }) : testShell(own);
  if (ofDevice) target.provide(OVERLAY, ofDevice);
  return group(
    'lava-docker-test',
    [
      absorbed(
        'lava-docker-test-set-environment',
        'what tests get to know of the device is in its configuration',
      ),
      overlay,
      ...(block.disconnect_connection ? [disconnectDevice(context)] : []),
      shell,
      readFeedback(),
    ],
    { timeoutCode },
  );
});

function testShell(context: PlanContext<DockerTestBlock, DockerTestDevice>): StepSpec {
  const overlay = overlayOf(context);
  const downloads = downloadsFor(context, context.block['downloads-namespace']);
  return step(
    'lava-docker-test-shell',
    async (run) => (await import('./run-tests.ts')).runTests(run, context, overlay.get(), downloads),
    {
      timeoutCode: 'test-timeout',
      expects: () => expectedCases(context),
      validate: async ({ job }) => (await import('./run-tests.ts')).checkTests(job, context),
    },
  );
}
