// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Directories that come with the program: in a package next to the bundle, in a checkout where the sources are. */
export const DEVICE_TYPES = find('../device-types', '../../../device-types');
export const WEB_PAGES = find('../web', '../../web/dist');

function find(packaged: string, checkout: string): string {
  const bundled = join(import.meta.dirname, packaged);
  return existsSync(bundled) ? bundled : join(import.meta.dirname, checkout);
}
