// SPDX-License-Identifier: Apache-2.0

/** What LAVA's clients get as the start of a job: of one that was canceled while it waited, the moment in which it ended. */
export function beganFor<T>(job: {
  startTime: T | null;
  endTime: T | null;
  device: string | null;
  canceled: boolean;
}): T | null {
  return job.startTime ?? (job.canceled && job.device === null ? job.endTime : null);
}
