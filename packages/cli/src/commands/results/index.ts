// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const results: Noun = {
  verbs: {
    show: async () => (await import('./show.ts')).show,
    add: async () => (await import('./add.ts')).add,
    compare: async () => (await import('./compare.ts')).compare,
    trend: async () => (await import('./trend.ts')).trend,
    export: async () => (await import('./export.ts')).exportResults,
  },
  otherwise: 'show',
};
