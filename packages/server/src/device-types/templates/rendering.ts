// SPDX-License-Identifier: Apache-2.0
import { renderGuarded } from '@lava/jinja/device/context-guard.ts';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import type { TemplateLimits } from '@lava/jinja/runtime/limits.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { loadYaml, loadYamlExact } from '@lava/yaml/load.ts';
import { keyText } from '@lava/yaml/plain.ts';

/** Rendering of devices as functions on plain data, so that a thread can do it. */

/** A device's configuration before it is rendered, without the job's context. */
export interface Sources {
  dictionary: string;
  /** By file name, those that the dictionary extends and includes. */
  templates: [name: string, text: string][];
  device: { name: string; deviceType: string };
}

/** Variables as they were written: YAML keeps `1.0` and `1` apart, which a copy for a thread would not. */
export interface ContextText {
  /** A job, of which `context` counts. */
  definition?: string;
  /** Names, and values as YAML. */
  pairs?: (readonly [name: string, value: string])[];
}

export function readContext({ definition, pairs = [] }: ContextText): Record<string, unknown> {
  if (definition !== undefined) return contextOf(loadYamlExact(definition));
  return Object.fromEntries(pairs.map(([name, value]) => [name, loadYamlExact(value)]));
}

/** Of a job, exact: a template prints `1.0` as it was written. */
export function contextOf(job: unknown): Record<string, unknown> {
  const context = job instanceof Map ? job.get('context') : null;
  if (!(context instanceof Map)) return {};
  return Object.fromEntries(Array.from(context, ([key, value]) => [keyText(key), value]));
}

/** @throws LavaError `device-invalid`, `job-invalid`, `template-error`, `template-limit` */
export function renderSources(
  { dictionary, templates, device }: Sources,
  context: Readonly<Record<string, unknown>>,
  limits?: Partial<TemplateLimits>,
): string {
  const byName = new Map(templates);
  const environment = createLavaEnvironment((name) => byName.get(name), limits, {
    ownLineBeforeParent: true,
  });
  const text = renderGuarded((each) => environment.renderText(dictionary, each), variables(device, context));
  checkRendered(text, device.name);
  return text;
}

export function variables(
  { name, deviceType }: Sources['device'],
  context: Readonly<Record<string, unknown>>,
) {
  return { ...context, scheduled_device_name: name, scheduled_device_type: deviceType };
}

/** What a template or dictionary is, and what it is rendered with. */
export interface Inspection {
  text: string;
  /** Its name, with .jinja2. */
  file: string;
  templates: Sources['templates'];
  context: Record<string, string>;
}

/** All problems, each with template and line, and whether it rendered at all. */
export function inspectSources(
  { text, file, templates, context }: Inspection,
  limits?: Partial<TemplateLimits>,
): { problems: Problem[]; isRendered: boolean } {
  const byName = new Map(templates);
  const made = createDeviceRenderer((name) => byName.get(name), limits).renderText(text, file, context);
  return { problems: made.problems, isRendered: made.text !== '' };
}

function checkRendered(text: string, name: string): void {
  let value: unknown;
  try {
    value = loadYaml(text);
  } catch (cause) {
    throw new LavaError(
      'device-invalid',
      `the rendered configuration of device ${name} is not YAML: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LavaError('device-invalid', `the rendered configuration of device ${name} is not a mapping`);
  }
}
