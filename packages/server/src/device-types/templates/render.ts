// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { compute } from '../../compute/compute.ts';
import type { Queries } from '../../db/database.ts';
import { getTexts } from '../../db/queries/texts.ts';
import { RecentTexts } from './recent-texts.ts';
import {
  type ContextText,
  type Inspection,
  inspectSources,
  renderSources,
  type Sources,
  variables,
} from './rendering.ts';
import { shippedTemplate } from './shipped.ts';
import { spell } from './spell.ts';

const SUFFIX = '.jinja2';
const REFERENCE = /\{%[-+]?\s*(?:extends|include|import|from)\s+(['"])(.+?)\1/g;

/** What holds the loop that answers everybody may cost so much, some milliseconds; more is done in a thread. */
const QUICK = { steps: 50_000, memory: 2 << 20, output: 128 << 10 };

/**
 * A device's dictionary with the templates that it extends, as the YAML that the dispatcher reads. What the dictionary
 * sets wins over the context.
 *
 * @param context the job's, exact (`1.0` is not `1`), with `scheduled_device_name` and `scheduled_device_type` added here
 * @param written the same as it was written; for a thread, where there is any
 * @throws LavaError `device-invalid`, `template-error`, `template-limit`
 */
export async function renderDevice(
  q: Queries,
  device: Sources['device'],
  context: Record<string, unknown> = {},
  written?: ContextText,
): Promise<string> {
  return renderNow(await deviceSources(q, device), context, written);
}

/** The same for a text that is not stored (yet). */
export async function renderDictionary(
  q: Queries,
  dictionary: string,
  device: Sources['device'],
  context: Record<string, unknown> = {},
): Promise<string> {
  return renderNow({ dictionary, templates: await loadTemplates(q, dictionary), device }, context);
}

/** @throws LavaError `device-invalid` for a device without a dictionary */
export async function deviceSources(q: Queries, device: Sources['device']): Promise<Sources> {
  const dictionary = (await getTexts(q, 'dictionary', [device.name])).get(device.name);
  if (dictionary === undefined) {
    throw new LavaError('device-invalid', `device ${device.name} has no dictionary`, {
      hint: `add one: lava devices dictionary set ${device.name} FILE; it starts with {% extends '${device.deviceType}.jinja2' %}`,
    });
  }
  return { dictionary, templates: await loadTemplates(q, dictionary), device };
}

/** @param run does a task in a thread, which is asked for only when the rendering takes long */
export function renderNow(
  sources: Sources,
  context: Readonly<Record<string, unknown>>,
  written: ContextText | undefined = Object.keys(context).length === 0 ? {} : undefined,
  run = compute,
): Promise<string> {
  const { dictionary, templates, device } = sources;
  const ingredients = JSON.stringify([dictionary, templates, spell(variables(device, context))]);
  return rendered.get(ingredients, async () => {
    try {
      return renderSources(sources, context, written && QUICK);
    } catch (thrown) {
      if (!written || !(thrown instanceof LavaError) || thrown.code !== 'template-limit') throw thrown;
      return (await run('render-device', { sources, written })) as string;
    }
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
  context: Record<string, string> = {},
): Promise<Problem[]> {
  const inspection: Inspection = { text, file, templates: await loadTemplates(q, text), context };
  const { problems, isRendered } = inspectSources(inspection, QUICK);
  if (isRendered) return problems;
  return ((await compute('inspect-template', inspection)) as typeof problems) ?? problems;
}

/** Jobs of one device often have the same context; rendering takes 5 to 20 ms, looking it up a fraction of one. */
const rendered = new RecentTexts(8 * 1024 * 1024);

/** All templates that the text refers to, over any number of steps, by file name: an admin's before a shipped one. */
async function loadTemplates(q: Queries, text: string): Promise<Sources['templates']> {
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
  return [...loaded];
}

function references(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[2] ?? '');
}
