// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const server: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    use: async () => (await import('./use.ts')).use,
  },
};
