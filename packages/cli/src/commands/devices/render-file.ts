// SPDX-License-Identifier: Apache-2.0
import { basename, dirname, resolve } from 'node:path';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { templateLoader, templatesIn } from '@lava/kit/lab-files/lab-files.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { loadYamlExact } from '@lava/yaml/load.ts';
import { UsageError } from '../../exit-code.ts';
import { libraries } from '../../input/template-libraries.ts';
import { readInput } from '../../input/text.ts';

/**
 * A dictionary rendered without a server.
 *
 * @param pairs `KEY=VALUE`, values in YAML: `no_kvm=true`, `extra_options=[-smp, 2]`
 * @param types directories with device types
 * @throws LavaError `device-invalid` with every problem
 */
export function renderFile(path: string, pairs: readonly string[], types: readonly string[]): string {
  const file = basename(path);
  const own = dirname(resolve(path));
  const load = templateLoader(
    // A dictionary next to its types, or in devices/ with device-types/ next to it, as LAVA servers keep them.
    templatesIn(resolve(own, '../device-types')),
    templatesIn(own),
    ...libraries(types),
  );
  const context = { scheduled_device_name: file.replace(/\.jinja2$/, ''), ...readContext(pairs) };
  const { text, problems } = createDeviceRenderer(load).renderText(readInput(path), file, context);
  if (problems.length === 0) return text;
  throw new LavaError('device-invalid', `${path} has problems`, { problems });
}

function readContext(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`--context must be KEY=VALUE, found "${pair}"`);
      return [pair.slice(0, equals), loadYamlExact(pair.slice(equals + 1))];
    }),
  );
}
