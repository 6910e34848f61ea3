// SPDX-License-Identifier: Apache-2.0
import { useCallback, useSyncExternalStore } from 'react';

/** The one clock of the pages: ticks once a second while anybody looks at it, for all of them together. */
class Clock {
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private stopped = false;
  now = Date.now();

  readonly watch = (watcher: () => void): (() => void) => {
    if (this.watchers.size === 0) this.tick();
    this.watchers.add(watcher);
    this.timer ??= setInterval(() => this.tick(), 1000);
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  /** While nothing is heard of the server nobody knows whether a job still runs: its time stops. */
  stop(stopped: boolean): void {
    this.stopped = stopped;
    if (!stopped) this.tick();
  }

  private tick(): void {
    if (this.stopped) return;
    this.now = Date.now();
    for (const watcher of this.watchers) watcher();
  }
}

export const clock = new Clock();

const never = () => () => undefined;

/** The present in steps of `interval` milliseconds; does not tick while `interval` is undefined. */
export function useNow(interval: number | undefined): number {
  const step = useCallback(
    () => (interval === undefined ? 0 : Math.floor(clock.now / interval) * interval),
    [interval],
  );
  return useSyncExternalStore(interval === undefined ? never : clock.watch, step);
}
