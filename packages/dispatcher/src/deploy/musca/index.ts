// SPDX-License-Identifier: Apache-2.0
import { disconnectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { method } from '../../engine/method.ts';
import { retry, type StepSpec, unwritten } from '../../engine/step.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { muscaSchema } from './schema.ts';

export const musca = method(muscaSchema, (context) => {
  const files = new Deployment(context);
  return retry('musca-deploy', [
    disconnectDevice(context),
    files.fetch('test_binary', context.block.images.test_binary),
    resetDevice(context),
    unwritten('wait-musca-path'),
    usbStorage('mount'),
    unwritten('deploy-musca-test-binary'),
    usbStorage('unmount'),
    unwritten('wait-musca-path'),
    usbStorage('mount'),
    unwritten('check-musca-flash'),
    usbStorage('unmount'),
  ]);
});

function usbStorage(what: 'mount' | 'unmount'): StepSpec {
  return unwritten(`${what}-musca-usbmsd`, { timeoutCode: 'step-timeout' });
}
