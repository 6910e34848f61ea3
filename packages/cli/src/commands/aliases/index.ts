// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const aliases: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    add: async () => (await import('./add.ts')).add,
    remove: async () => (await import('./remove.ts')).remove,
  },
};
