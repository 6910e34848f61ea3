// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const users: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    show: async () => (await import('./show.ts')).show,
    add: async () => (await import('./add.ts')).add,
    update: async () => (await import('./update.ts')).update,
    'password-link': async () => (await import('./password-link.ts')).passwordLink,
    remove: async () => (await import('./remove.ts')).remove,
  },
};
