// SPDX-License-Identifier: Apache-2.0

/** Seconds since the machine has started: the same for all its processes, and nobody can set it. */
export function machineSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
