// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { firstDevice } from '../tools/demo/first-job.ts';

const TEMPLATES = join(import.meta.dirname, '../device-types');

/** The demo's device as the server renders it for a job with this definition. */
export function renderedDevice(definition: string): string {
  const { name, dictionary } = firstDevice();
  const environment = createLavaEnvironment((file) => {
    const path = join(TEMPLATES, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  });
  const { context = {} } = loadYaml(definition) as { context?: Record<string, unknown> };
  return environment.renderText(dictionary, {
    ...context,
    scheduled_device_name: name,
    scheduled_device_type: 'qemu',
  });
}
