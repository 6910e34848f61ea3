// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The library of device types that came with this software: `device-types/` in a directory above the program, which is
 * the top of a checkout and the package's own directory where it is installed. Undefined when it was not installed.
 */
export function shippedDeviceTypes(from: string = import.meta.dirname): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const library = join(directory, 'device-types');
    if (existsSync(join(library, 'base.jinja2'))) return library;
    if (dirname(directory) === directory) return undefined;
  }
}
