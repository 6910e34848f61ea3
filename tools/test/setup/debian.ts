// SPDX-License-Identifier: Apache-2.0
import { ensureDebianPackages } from '../../debian-packages.ts';

/** Global set-up of the lanes that run programs of Debian. */
export async function setup(): Promise<void> {
  await ensureDebianPackages(['demo', 'test']);
}
