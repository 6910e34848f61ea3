// SPDX-License-Identifier: Apache-2.0
import { isFree, quietPort } from '@lava/kit/testing/quiet-port.ts';

/** The wanted port of the loopback if it is free, else one that nobody takes by chance. */
export async function freePort(wanted = 0): Promise<number> {
  return wanted !== 0 && (await isFree(wanted)) ? wanted : quietPort();
}
