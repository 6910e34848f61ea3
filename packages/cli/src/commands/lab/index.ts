// SPDX-License-Identifier: Apache-2.0
import type { Noun } from '../../program/verb.ts';

export const lab: Noun = {
  verbs: {
    up: async () => (await import('./up.ts')).up,
    status: async () => (await import('./status.ts')).status,
    console: async () => (await import('./console.ts')).console,
    power: async () => (await import('./power.ts')).power,
    down: async () => (await import('./down.ts')).down,
  },
};
