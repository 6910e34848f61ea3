// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';
import { textVerbs } from '../kept-text.ts';

export const workers: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    show: async () => (await import('./show.ts')).show,
    add: async () => (await import('./add.ts')).add,
    update: async () => (await import('./update.ts')).update,
    note: async () => (await import('../note.ts')).noteVerb('worker'),
    remove: async () => (await import('./remove.ts')).remove,
    enable: async () => (await import('./enable.ts')).enable,
    disable: async () => (await import('./enable.ts')).disable,
    offline: async () => (await import('./offline.ts')).offline,
    online: async () => (await import('./online.ts')).online,
    assign: async () => (await import('./assign.ts')).assign,
    'join-line': async () => (await import('./join-line.ts')).joinLine,
    token: async () => (await import('./token.ts')).token,
    'server-key': async () => (await import('./server-key.ts')).serverKey,
    accept: async () => (await import('./accept.ts')).accept,
    dismiss: async () => (await import('./dismiss.ts')).dismiss,
    ...textVerbs('config', 'worker', 'workers', (client) => client.workers.config, 'YAML'),
    ...textVerbs('env', 'worker', 'workers', (client) => client.workers.env, 'YAML'),
    ...textVerbs('env-dut', 'worker', 'workers', (client) => client.workers.envDut, 'YAML'),
  },
};
