// SPDX-License-Identifier: Apache-2.0

/** When a job of a group began and ended; null for what has not come yet. ISO. */
export interface Times {
  startTime: string | null;
  endTime: string | null;
}

/** Where its bar is on the axis of all: shares of the whole, from 0 to 1. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The jobs on one axis, from the first start to the last end; undefined for those that have not begun.
 * @param now milliseconds since the epoch, for what still runs
 */
export function spansOf(jobs: readonly Times[], now: number): (Span | undefined)[] {
  const times = jobs.map(({ startTime, endTime }) =>
    startTime === null
      ? undefined
      : { from: Date.parse(startTime), to: endTime === null ? now : Date.parse(endTime) },
  );
  const begun = times.filter((time) => time !== undefined);
  const first = Math.min(...begun.map(({ from }) => from));
  const length = Math.max(1, Math.max(...begun.map(({ to }) => to)) - first);
  const share = (time: number) => (time - first) / length;
  return times.map((time) => time && { from: share(time.from), to: share(Math.max(time.from, time.to)) });
}
