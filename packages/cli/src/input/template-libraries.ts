// SPDX-License-Identifier: Apache-2.0
import { readLabFiles, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { shippedDeviceTypes } from '@lava/kit/lab-files/shipped.ts';

/** Where parents of templates are looked up besides their own directory: those that were given, then the shipped library. */
export function libraries(directories: readonly string[]): Map<string, string>[] {
  const shipped = shippedDeviceTypes();
  return [
    ...directories.map((directory) => readLabFiles(directory).deviceTypes),
    ...(shipped === undefined ? [] : [templatesIn(shipped)]),
  ];
}
