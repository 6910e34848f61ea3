// SPDX-License-Identifier: Apache-2.0

/** Resolves when somebody wants this process to end in order; a second signal ends it at once. */
export function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
