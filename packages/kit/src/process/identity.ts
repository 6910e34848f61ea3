// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * A process of this host, uniquely: numbers are used again, but never with the same start time in the same boot.
 * `start` is in clock ticks since boot.
 */
export const ProcessId = z.object({ pid: z.int().positive(), start: z.string(), boot: z.string() });
export type ProcessId = z.infer<typeof ProcessId>;

export interface ProcessStat {
  pid: number;
  /** One letter: R, S, D, Z (ended, not yet waited for), … */
  state: string;
  parent: number;
  group: number;
  session: number;
  /** Number of the controlling terminal; 0 when there is none. */
  terminal: number;
  /** A thread of the kernel, not a program. */
  ofKernel: boolean;
  start: string;
}

/** PF_KTHREAD of the kernel. */
const KERNEL_THREAD = 0x200000;

/** Undefined when there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // it has ended; no other reason makes this file unreadable
  }
  // The second field is the name in brackets, which may itself hold brackets and spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent, group, session, terminal, , flags] = fields;
  return {
    pid,
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    terminal: Number(terminal),
    ofKernel: (Number(flags) & KERNEL_THREAD) !== 0,
    start: fields[19] ?? '',
  };
}

let bootId: string | undefined;
export function currentBoot(): string {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return bootId;
}

export function identify(pid: number): ProcessId | undefined {
  const stat = processStat(pid);
  return stat && { pid, start: stat.start, boot: currentBoot() };
}

/** False also for a process that has ended and waits to be reaped. */
export function isAlive(id: ProcessId): boolean {
  if (id.boot !== currentBoot()) return false;
  const stat = processStat(id.pid);
  return stat !== undefined && stat.start === id.start && stat.state !== 'Z' && stat.state !== 'X';
}
