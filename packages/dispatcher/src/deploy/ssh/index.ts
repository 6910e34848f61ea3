// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { absorbed, group } from '../../engine/step.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { sshSchema } from './schema.ts';

export const ssh = method(sshSchema, (context) =>
  group('scp-overlay', [
    lavaOverlay(context),
    group('prepare-scp-overlay', [
      absorbed('extract-rootfs', 'the system runs already: it gets nothing but the overlay'),
      absorbed('extract-modules', 'the kernel runs already'),
    ]),
    absorbed('deploy-device-env', 'the settings of the shell are taken where they are used'),
  ]),
);
