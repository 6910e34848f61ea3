// SPDX-License-Identifier: Apache-2.0
import { type Method, method, name } from './method.ts';
import { ALIASES } from './methods/aliases.ts';
import { DEVICE_TYPES } from './methods/device-types.ts';
import { DEVICES } from './methods/devices.ts';
import { JOBS } from './methods/jobs.ts';
import { LOGS } from './methods/logs.ts';
import { OLD } from './methods/old.ts';
import { QUERIES } from './methods/queries.ts';
import { RESULTS } from './methods/results.ts';
import { SYSTEM } from './methods/system.ts';
import { TAGS } from './methods/tags.ts';
import { WORKERS } from './methods/workers.ts';

/** Every method by its name; the folders are LAVA's name spaces. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>(
  Object.entries({
    ...under('results', { ...RESULTS, ...QUERIES }),
    ...under('scheduler', OLD),
    ...under('scheduler.aliases', ALIASES),
    ...under('scheduler.device_types', DEVICE_TYPES),
    ...under('scheduler.devices', DEVICES),
    ...under('scheduler.jobs', { ...JOBS, ...LOGS }),
    ...under('scheduler.tags', TAGS),
    ...under('scheduler.workers', WORKERS),
    ...under('system', { ...SYSTEM, ...introspection() }),
  }),
);

function under(space: string, methods: Record<string, Method>): Record<string, Method> {
  return Object.fromEntries(Object.entries(methods).map(([name, each]) => [`${space}.${name}`, each]));
}

/** What the methods say about themselves. */
function introspection(): Record<string, Method> {
  return {
    listMethods: method('names of all methods', {}, async () =>
      [...METHODS.keys(), 'system.multicall'].sort(),
    ),
    methodHelp: method('what a method does', { method: name }, async (_, args) => {
      const known = METHODS.get(args.method);
      return known ? `${args.method}(${known.args.join(', ')}): ${known.help}` : '';
    }),
    methodSignature: method('always undef: types are not declared', { method: name }, async (_, args) =>
      METHODS.has(args.method) ? 'undef' : '',
    ),
    getCapabilities: method('what this server can do', {}, async () => ({
      faults_interop: {
        specUrl: 'http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php',
        specVersion: 20010516,
      },
      introspect: { specUrl: 'http://xmlrpc-c.sourceforge.net/xmlrpc-c/introspection.html', specVersion: 1 },
    })),
  };
}
