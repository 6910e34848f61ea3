// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';
import { textVerbs } from '../kept-text.ts';

export const deviceTypes: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    library: async () => (await import('./library.ts')).library,
    show: async () => (await import('./show.ts')).show,
    add: async () => (await import('./add.ts')).add,
    update: async () => (await import('./update.ts')).update,
    note: async () => (await import('../note.ts')).noteVerb('device-type'),
    remove: async () => (await import('./remove.ts')).remove,
    check: async () => (await import('./check.ts')).check,
    diff: async () => (await import('./diff.ts')).diff,
    ...textVerbs('template', 'device type', 'device-types', (client) => client.deviceTypes.template),
    ...textVerbs(
      'health-check',
      'device type',
      'device-types',
      (client) => client.deviceTypes.healthCheck,
      'job definition',
    ),
  },
};
