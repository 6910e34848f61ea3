// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/device/device.ts';
import { boardOf } from '../../job/board.ts';

/**
 * The device with what tests in containers get to know of it, as variables. Its commands are not among them: they hold
 * addresses and passwords of the lab.
 */
export function deviceEnvironment(device: Device): Device {
  const { serials } = boardOf(device);
  const delays = Object.entries(device.character_delays ?? {}).map(([section, delay]) => [
    `LAVA_${section.toUpperCase()}_CHARACTER_DELAYS`,
    delay,
  ]);
  const variables = Object.entries({
    ANDROID_SERIAL: serials.adb,
    LAVA_BOARD_ID: device.device_info?.[0]?.board_id,
    ...Object.fromEntries(delays),
  }).filter(([, value]) => value !== undefined && value !== '');
  return { ...device, environment: { ...device.environment, ...Object.fromEntries(variables) } };
}
