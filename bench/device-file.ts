// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import { firstDevice } from '../tools/demo/first-job.ts';

const TEMPLATES = join(import.meta.dirname, '../device-types');

interface Definition {
  context?: Record<string, unknown>;
  device_type?: string;
}

/** A device, the demo's if not given, as the server renders it for a job with this definition. */
export function renderedDevice(definition: string, { name, dictionary } = firstDevice()): string {
  const environment = createLavaEnvironment((file) => {
    const path = join(TEMPLATES, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  });
  const { context = {}, device_type } = loadYaml(definition) as Definition;
  return environment.renderText(dictionary, {
    ...context,
    scheduled_device_name: name,
    scheduled_device_type: device_type,
  });
}
