// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';
import type { WorkerHealth } from '@lava/protocol/api/lab.ts';

/** States as people read and type them, the same as on the web pages. Programs get, and may send, the protocol's words. */
export const JOB_STATE_WORDS = { queued: 'submitted' } as const satisfies Record<string, JobState>;

export const WORKER_HEALTH_WORDS = {
  enabled: 'active',
  disabled: 'maintenance',
} as const satisfies Record<string, WorkerHealth>;

export function jobStateWord(state: JobState): string {
  return wordOf(JOB_STATE_WORDS, state);
}

export function workerHealthWord(health: WorkerHealth): string {
  return wordOf(WORKER_HEALTH_WORDS, health);
}

function wordOf(words: Record<string, string>, value: string): string {
  return Object.entries(words).find(([, meaning]) => meaning === value)?.[0] ?? value;
}
