// SPDX-License-Identifier: Apache-2.0
import { renderGuarded } from '@lava/jinja/device/context-guard.ts';
import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { loadYaml } from '@lava/yaml/load.ts';
import type { Queries } from '../../db/database.ts';
import { getTexts } from '../../db/queries/texts.ts';
import { RecentTexts } from './recent-texts.ts';
import { shippedTemplate } from './shipped.ts';
import { spell } from './spell.ts';

const SUFFIX = '.jinja2';
const REFERENCE = /\{%[-+]?\s*(?:extends|include|import|from)\s+(['"])(.+?)\1/g;

/**
 * A device's dictionary with the templates that it extends, as the YAML that the dispatcher reads. What the dictionary
 * sets wins over the context.
 *
 * @param context the job's, exact (`1.0` is not `1`), with `scheduled_device_name` and `scheduled_device_type` added here
 * @throws LavaError `device-invalid`, `template-error`, `template-limit`
 */
export async function renderDevice(
  q: Queries,
  device: { name: string; deviceType: string },
  context: Record<string, unknown> = {},
): Promise<string> {
  const dictionary = (await getTexts(q, 'dictionary', [device.name])).get(device.name);
  if (dictionary === undefined) {
    throw new LavaError('device-invalid', `device ${device.name} has no dictionary`, {
      hint: `add one: lava devices dictionary set ${device.name} FILE; it starts with {% extends '${device.deviceType}.jinja2' %}`,
    });
  }
  return renderDictionary(q, dictionary, device, context);
}

/** The same for a text that is not stored (yet). */
export async function renderDictionary(
  q: Queries,
  dictionary: string,
  device: { name: string; deviceType: string },
  context: Record<string, unknown> = {},
): Promise<string> {
  const templates = await loadTemplates(q, dictionary);
  const variables = {
    ...context,
    scheduled_device_name: device.name,
    scheduled_device_type: device.deviceType,
  };
  return rendered.get(JSON.stringify([dictionary, [...templates], spell(variables)]), () => {
    const environment = createLavaEnvironment((name) => templates.get(name), undefined, {
      ownLineBeforeParent: true,
    });
    const text = renderGuarded((each) => environment.renderText(dictionary, each), variables);
    checkRendered(text, device.name);
    return text;
  });
}

/**
 * All problems of what a template or dictionary renders to, stored or not, each with template and line.
 *
 * @param file its name, with .jinja2
 */
export async function inspectTemplate(
  q: Queries,
  text: string,
  file: string,
  context: Record<string, unknown> = {},
): Promise<Problem[]> {
  const templates = await loadTemplates(q, text);
  return createDeviceRenderer((name) => templates.get(name)).renderText(text, file, context).problems;
}

/** Jobs of one device often have the same context; rendering takes 5 to 20 ms, looking it up a fraction of one. */
const rendered = new RecentTexts(8 * 1024 * 1024);

/** All templates that the text refers to, over any number of steps, by file name: an admin's before a shipped one. */
async function loadTemplates(q: Queries, text: string): Promise<Map<string, string>> {
  const loaded = new Map<string, string>();
  const asked = new Set<string>();
  let wanted = references(text);
  while (wanted.length > 0) {
    for (const file of wanted) asked.add(file);
    const names = wanted.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
    const written = await getTexts(q, 'template', names);
    const found: string[] = [];
    for (const name of names) {
      const source = written.get(name) ?? shippedTemplate(name);
      if (source === undefined) continue;
      loaded.set(name + SUFFIX, source);
      found.push(...references(source));
    }
    wanted = [...new Set(found)].filter((file) => !asked.has(file));
  }
  return loaded;
}

function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[2] ?? '');
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
