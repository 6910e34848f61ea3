// SPDX-License-Identifier: Apache-2.0

import { createDeviceRenderer } from '@lava/jinja/device/render-device.ts';
import { createLavaEnvironment } from '@lava/jinja/lava.ts';
import { templateInfo } from '@lava/jinja/template-info.ts';
import { readText } from '@lava/kit/fs/read-text.ts';
import { type LabFiles, readLabFiles } from '@lava/kit/lab-files/lab-files.ts';
import { type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { shippedTemplate } from '../device-types/templates/shipped.ts';

/** What a lab's files hold, ready to be entered. */
export interface LabPlan {
  /** Texts that differ from the shipped library, by name. */
  templates: Map<string, string>;
  devices: PlannedDevice[];
  /** Names of all dictionaries that are there, also of those that cannot be read. */
  dictionaries: string[];
  /** Job definitions by the name of the template that dictionaries extend. */
  healthChecks: Map<string, string>;
  /** What is wrong, or has no place here; nothing of it keeps the rest from being entered. */
  remarks: Problem[];
}

export interface PlannedDevice {
  name: string;
  dictionary: string;
  deviceType: string;
  /** Undefined: the dictionary does not say. */
  worker?: string;
  tags?: string[];
  aliases: string[];
  /** Whether it has `sync_to_lava` at all. */
  sync: boolean;
}

/** `{% set sync_to_lava = {…} %}` of a dictionary: what `lava-server manage sync` reads. */
const Sync = z.looseObject({
  device_type: z.string().optional(),
  worker: z.string().optional(),
  tags: z.array(z.string()).optional(),
  aliases: z.array(z.string()).default([]),
});
const SYNC_KEYS = new Set(['device_type', 'worker', 'tags', 'aliases']);

const SUFFIX = '.jinja2';
const REFERENCE = /\{%[-+]?\s*(?:extends|include|import|from)\s+(['"])(.+?)\1/g;

/**
 * Reads the files of a lab. Of the templates, those are taken that its dictionaries need and those that are next
 * to dictionaries, which the lab wrote itself; all of them with `allTypes`, or when there are no dictionaries.
 *
 * @param directories the first one that has a name wins
 * @throws LavaError `config-invalid` for a directory without templates
 */
export function planLab(directories: readonly string[], allTypes = false): LabPlan {
  const roots = directories.map(readLabFiles);
  const files: LabFiles = {
    deviceTypes: merge(roots.map((root) => root.deviceTypes)),
    devices: merge(roots.map((root) => root.devices)),
    healthChecks: merge(roots.map((root) => root.healthChecks)),
  };
  const remarks: Problem[] = [];
  const devices = [...files.devices].flatMap(([name, path]) => readDevice(name, path, remarks));
  const everything = allTypes || files.devices.size === 0;
  const own = roots.filter((root) => everything || root.devices.size > 0);
  const wanted = new Set(own.flatMap((root) => [...root.deviceTypes.keys()]));
  for (const { dictionary } of devices) follow(dictionary, files.deviceTypes, wanted);
  for (const name of [...wanted]) follow(textOf(files.deviceTypes, name) ?? '', files.deviceTypes, wanted);
  const templates = new Map<string, string>();
  for (const name of wanted) {
    const text = textOf(files.deviceTypes, name);
    if (text !== undefined && text.trim() !== '' && text !== shippedTemplate(name)) templates.set(name, text);
  }
  remarks.push(...renderAll(devices, templates));
  const healthChecks = new Map(
    [...files.healthChecks].map(([name, path]) => [name, readText(path)] as const),
  );
  return { templates, devices, dictionaries: [...files.devices.keys()], healthChecks, remarks };
}

function readDevice(name: string, path: string, remarks: Problem[]): PlannedDevice[] {
  const file = name + SUFFIX;
  try {
    const dictionary = readText(path);
    const parent = templateInfo(dictionary).extends?.replace(/\.jinja2$/, '');
    const sync = readSync(dictionary);
    const unknown = Object.keys(sync).filter((key) => !SYNC_KEYS.has(key));
    if (unknown.length > 0)
      remarks.push({ message: `sync_to_lava: ${unknown.join(', ')} not taken over`, where: { file } });
    const deviceType = sync.device_type ?? parent;
    if (deviceType !== undefined) {
      const { worker, tags, aliases } = sync;
      const facts = { aliases, sync: Object.keys(sync).length > 1 || aliases.length > 0 };
      return [{ name, dictionary, deviceType, ...facts, ...(worker && { worker }), ...(tags && { tags }) }];
    }
    remarks.push({ message: 'left out: extends no device type by name', where: { file } });
  } catch (thrown) {
    const { message, where } = toLavaError(thrown);
    remarks.push({ message: `left out: ${message}`, where: { ...where, file } });
  }
  return [];
}

/** A dictionary on top of a template that prints the variable: what Jinja2 itself makes of it. */
function readSync(dictionary: string): z.infer<typeof Sync> {
  const printer = createLavaEnvironment(() => '{{ sync_to_lava | default({}) | tojson }}');
  const text = printer.renderText(dictionary);
  // A dictionary that extends nothing prints itself.
  return Sync.parse(text.startsWith('{') ? JSON.parse(text) : {});
}

function renderAll(devices: readonly PlannedDevice[], templates: ReadonlyMap<string, string>): Problem[] {
  const { renderText } = createDeviceRenderer((file) => {
    const name = file.replace(/\.jinja2$/, '');
    return templates.get(name) ?? shippedTemplate(name);
  });
  return devices.flatMap(({ name, dictionary, deviceType }) => {
    const context = { scheduled_device_name: name, scheduled_device_type: deviceType };
    return renderText(dictionary, name + SUFFIX, context).problems.map((problem) =>
      problem.where?.file === name + SUFFIX
        ? problem
        : { ...problem, message: `${name}: ${problem.message}` },
    );
  });
}

/** Adds the names that a template refers to, over any number of steps. */
function follow(text: string, files: ReadonlyMap<string, string>, found: Set<string>): void {
  for (const [, , reference = ''] of text.matchAll(REFERENCE)) {
    const name = reference.replace(/\.jinja2$/, '');
    if (found.has(name) || !files.has(name)) continue;
    found.add(name);
    follow(textOf(files, name) ?? '', files, found);
  }
}

function textOf(files: ReadonlyMap<string, string>, name: string): string | undefined {
  const path = files.get(name);
  return path === undefined ? undefined : readText(path);
}

function merge(maps: Map<string, string>[]): Map<string, string> {
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}
