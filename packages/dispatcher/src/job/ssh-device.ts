// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { SshDevice } from './ssh-device-schema.ts';

/** How the device is reached by SSH; null when it says nothing of that. */
export function sshDeviceOf(device: Device): SshDevice {
  return SshDevice.safeParse(methods(device, 'deploy').ssh ?? null).data ?? null;
}
