// SPDX-License-Identifier: Apache-2.0
import { type Difference, differences } from '@lava/jinja/device/differences.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { renderFile } from '../devices/render-file.ts';

/** @throws LavaError `device-invalid` with every problem of the first file that has any */
export function diffFiles(
  before: string,
  after: string,
  pairs: readonly string[],
  types: readonly string[],
): Difference[] {
  // Each would be called by its file, which is not what was asked for.
  const context = ['scheduled_device_name=device', ...pairs];
  const [old, now] = [before, after].map((path) => loadYaml(renderFile(path, context, types)));
  return differences(old, now);
}
