// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const results: Noun = {
  verbs: {
    show: async () => (await import('./show.ts')).show,
    export: async () => (await import('./export.ts')).exportResults,
  },
  otherwise: 'show',
};
