// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const tags: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    add: async () => (await import('./add.ts')).add,
    describe: async () => (await import('./describe.ts')).describe,
    remove: async () => (await import('./remove.ts')).remove,
  },
};
