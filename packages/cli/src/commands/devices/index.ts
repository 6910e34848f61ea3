// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';
import { textVerbs } from '../kept-text.ts';

export const devices: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    show: async () => (await import('./show.ts')).show,
    add: async () => (await import('./add.ts')).add,
    update: async () => (await import('./update.ts')).update,
    note: async () => (await import('../note.ts')).noteVerb('device'),
    remove: async () => (await import('./remove.ts')).remove,
    'health-check': async () => (await import('./health-check.ts')).healthCheck,
    ledger: async () => (await import('./ledger.ts')).ledger,
    calendar: async () => (await import('./calendar.ts')).calendar,
    render: async () => (await import('./render.ts')).render,
    ...textVerbs('dictionary', 'device', 'devices', (client) => client.devices.dictionary),
  },
};
