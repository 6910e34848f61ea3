// SPDX-License-Identifier: Apache-2.0

/** Resolves when this process is asked to end cleanly; a second signal ends it immediately. */
export function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
