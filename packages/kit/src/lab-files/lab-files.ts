// SPDX-License-Identifier: Apache-2.0
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { readText } from '../fs/read-text.ts';

/** Device types, dictionaries and health checks of a lab as files; each map is from name to path. */
export interface LabFiles {
  deviceTypes: Map<string, string>;
  devices: Map<string, string>;
  healthChecks: Map<string, string>;
}

const TEMPLATE = /^(.+)\.jinja2$/;
const HEALTH_CHECK = /^(.+)\.ya?ml$/;

/** Where the parts are below a root: a LAVA server's /etc/lava-server or /usr/share/lava-server, or a lab's own repository. */
const PLACES = ['dispatcher-config', '.', 'etc/lava-server/dispatcher-config', 'usr/share/lava-server'];

/**
 * Finds the templates below `root`. A directory with neither `device-types` nor `devices` in one of the known places is
 * itself one of device types. Of two files for one name the first place wins, as on a LAVA server.
 *
 * @throws LavaError `config-invalid` when there is no such directory or nothing in it
 */
export function readLabFiles(root: string): LabFiles {
  const files: LabFiles = { deviceTypes: new Map(), devices: new Map(), healthChecks: new Map() };
  for (const place of PLACES) {
    gather(files.deviceTypes, join(root, place, 'device-types'), TEMPLATE);
    gather(files.devices, join(root, place, 'devices'), TEMPLATE);
    gather(files.healthChecks, join(root, place, 'health-checks'), HEALTH_CHECK);
  }
  if (files.deviceTypes.size + files.devices.size === 0) gather(files.deviceTypes, root, TEMPLATE);
  if (files.deviceTypes.size + files.devices.size + files.healthChecks.size === 0) {
    throw new LavaError('config-invalid', `${root} has no templates`, {
      hint: 'Give a directory of .jinja2 files, or one that has device-types/ and devices/, e.g. /etc/lava-server.',
    });
  }
  return files;
}

/**
 * Source of a template by the name that `extends` has (`base.jinja2`): the first map that has it. Names with a slash are
 * not templates.
 */
export function templateLoader(
  ...places: readonly ReadonlyMap<string, string>[]
): (name: string) => string | undefined {
  return (name) => {
    const bare = TEMPLATE.exec(name)?.[1];
    if (bare === undefined) return undefined;
    for (const files of places) {
      const path = files.get(bare);
      if (path !== undefined) return readText(path);
    }
    return undefined;
  };
}

/** Templates of one directory, by name. */
export function templatesIn(directory: string): Map<string, string> {
  const files = new Map<string, string>();
  gather(files, directory, TEMPLATE);
  return files;
}

/** Files beginning with `_` are pieces that types include, not types. */
export function isFragment(name: string): boolean {
  return name.startsWith('_');
}

function gather(into: Map<string, string>, directory: string, pattern: RegExp): void {
  for (const entry of entries(directory)) {
    const name = pattern.exec(entry.name)?.[1];
    if (name !== undefined && !entry.isDirectory() && !into.has(name))
      into.set(name, join(directory, entry.name));
  }
}

function entries(directory: string): Dirent[] {
  try {
    const found = readdirSync(directory, { withFileTypes: true });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return [];
    throw error;
  }
}
