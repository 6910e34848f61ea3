// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const subscriptions: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    add: async () => (await import('./add.ts')).add,
    show: async () => (await import('./show.ts')).show,
    deliveries: async () => (await import('./deliveries.ts')).deliveries,
    delete: async () => (await import('./delete.ts')).deleteSubscriptions,
  },
};
