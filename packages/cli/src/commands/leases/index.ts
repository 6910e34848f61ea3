// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const leases: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    show: async () => (await import('./show.ts')).show,
    extend: async () => (await import('./extend.ts')).extend,
    share: async () => (await import('./share.ts')).share,
    'hand-over': async () => (await import('./hand-over.ts')).handOver,
    end: async () => (await import('./end.ts')).end,
  },
};
