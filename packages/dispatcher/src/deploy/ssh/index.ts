// SPDX-License-Identifier: Apache-2.0
import { borrowedRootfsSteps } from '../../artefact/rootfs-steps.ts';
import { method } from '../../engine/method.ts';
import { absorbed, group } from '../../engine/step.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { sshSchema } from './schema.ts';

export const ssh = method(sshSchema, (context) =>
  group('scp-overlay', [
    lavaOverlay(context),
    group('prepare-scp-overlay', borrowedRootfsSteps()),
    absorbed('deploy-device-env', 'the settings of the shell are taken where they are used'),
  ]),
);
