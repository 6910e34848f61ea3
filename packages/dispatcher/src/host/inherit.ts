// SPDX-License-Identifier: Apache-2.0
import type { StdioOptions } from 'node:child_process';
import { openSync } from 'node:fs';

/**
 * File descriptors of this process that the programs which it starts would get, since nobody has marked them to be closed: Node
 * marks its own, the library of terminals does not. A program that has the console of a board can read and type there, and
 * keeps the console's program from ever noticing that this process is gone.
 */
const unmarked = new Set<number>();

/** What a program finds in the place of a descriptor that it must not have. */
let nothing: number | undefined;

/** Programs that are started from now on do not get it. */
export function keepFromPrograms(fd: number): void {
  unmarked.add(fd);
}

/** It is closed. */
export function isClosed(fd: number): void {
  unmarked.delete(fd);
}

/** The standard streams of a program, for `spawn`, and nothing in the place of what it must not have. */
export function streamsOf(first: readonly (number | 'pipe' | 'ignore')[]): StdioOptions {
  const streams = [...first];
  for (const fd of unmarked) {
    while (streams.length <= fd) streams.push('ignore');
    nothing ??= openSync('/dev/null', 'r+');
    streams[fd] = nothing;
  }
  return streams;
}

/**
 * Words before a command that is not started by `spawn`, which close for it what it must not have.
 * @param shell path of bash: other shells know ten descriptors
 */
export function closing(shell: string | undefined): string[] {
  if (unmarked.size === 0 || shell === undefined) return [];
  const redirections = [...unmarked].map((fd) => `${fd}>&-`).join(' ');
  return [shell, '-p', '-c', `exec ${redirections}; exec "$@"`, 'bash'];
}
