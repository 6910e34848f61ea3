// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { type Context, readInput } from '../context.ts';
import { UsageError } from '../exit-code.ts';
import { libraries } from '../template-libraries.ts';

interface RenderOptions {
  context: string[];
  types: string[];
}

/** `lava devices render NAME`: a file is rendered here, anything else by the server. */
export async function renderDevice(context: Context, name: string, options: RenderOptions): Promise<void> {
  const yaml = isFile(name)
    ? renderFile(name, readContext(options.context), options.types)
    : await context.client().devices.rendered(name, options.context);
  context.print({ name, yaml }, () => yaml);
}

function isFile(name: string): boolean {
  return name.endsWith('.jinja2') || (name.includes('/') && existsSync(name));
}

/** @throws LavaError `device-invalid` with every problem */
function renderFile(path: string, values: Record<string, unknown>, types: string[]): string {
  const file = basename(path);
  const own = dirname(resolve(path));
  const load = templateLoader(
    // A dictionary beside its types, or in devices/ with device-types/ next to it, as LAVA servers keep them.
    templatesIn(resolve(own, '../device-types')),
    templatesIn(own),
    ...libraries(types),
  );
  const context = { scheduled_device_name: file.replace(/\.jinja2$/, ''), ...values };
  const { text, problems } = createDeviceRenderer(load).renderText(readInput(path), file, context);
  if (problems.length === 0) return text;
  throw new LavaError('device-invalid', `${path} has problems`, { problems });
}

/** Values are YAML: `no_kvm=true`, `extra_options=[-smp, 2]`. */
function readContext(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`--context wants KEY=VALUE, not ${pair}`);
      return [pair.slice(0, equals), loadYamlExact(pair.slice(equals + 1))];
    }),
  );
}
