// SPDX-License-Identifier: Apache-2.0
import type { Resources } from './call.ts';
import { DEVICE_TYPES } from './device-types.ts';
import { DEVICES } from './devices.ts';
import { EXPORTS } from './exports.ts';
import { JOBS } from './jobs.ts';
import { NAMES } from './names.ts';
import { PERMISSIONS } from './permissions.ts';
import { SUITES } from './suites.ts';
import { SYSTEM } from './system.ts';
import { WORKERS } from './workers.ts';

export const RESOURCES: Resources = {
  ...NAMES,
  ...DEVICES,
  ...DEVICE_TYPES,
  ...JOBS,
  ...EXPORTS,
  ...SUITES,
  ...PERMISSIONS,
  ...SYSTEM,
  ...WORKERS,
};

/** The version before: four lists, and nothing below them. */
export const V01: Resources = Object.fromEntries(
  ['devices/', 'devicetypes/', 'jobs/', 'workers/'].map((path) => [
    path,
    { GET: RESOURCES[path]?.GET ?? missing(path) },
  ]),
);

function missing(path: string): never {
  throw new Error(`no list ${path}`);
}
