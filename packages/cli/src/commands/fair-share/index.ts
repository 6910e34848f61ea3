// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const fairShare: Noun = {
  verbs: {
    show: async () => (await import('./show.ts')).show,
    list: async () => (await import('./list.ts')).list,
    set: async () => (await import('./set.ts')).set,
    user: async () => (await import('./user.ts')).user,
    group: async () => (await import('./group.ts')).group,
  },
};
