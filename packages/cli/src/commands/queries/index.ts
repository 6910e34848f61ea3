// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const queries: Noun = {
  verbs: {
    list: async () => (await import('./list.ts')).list,
    save: async () => (await import('./save.ts')).save,
    show: async () => (await import('./show.ts')).show,
    run: async () => (await import('./run.ts')).run,
    export: async () => (await import('./export.ts')).exportQuery,
    delete: async () => (await import('./delete.ts')).deleteQueries,
  },
};
