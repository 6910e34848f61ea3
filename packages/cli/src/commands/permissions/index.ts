// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const permissions: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    grant: async () => (await import('./grant.ts')).grant,
    revoke: async () => (await import('./revoke.ts')).revoke,
  },
};
