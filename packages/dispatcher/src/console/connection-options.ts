// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@lava/protocol/error/codes.ts';
import type { JobLog } from '../records/job-log.ts';
import type { Leave } from './leave.ts';

export interface ConnectionOptions {
  /** What it is for messages: `qemu-system-x86_64`. */
  name: string;
  /** Namespace whose device speaks here. */
  namespace: string;
  log: JobLog;
  env?: Record<string, string>;
  cwd?: string;
  /** How it is left before it is killed; `PROGRAM` when absent. */
  leave?: Leave;
  /** Standard error is messages of the program itself, not of the device. */
  separateErrors?: boolean;
  /** Its output comes through a pipe, which takes single bytes at a third of the cost; for a program that writes many of them. */
  pipedOutput?: boolean;
  /** What it is called when the program ends by itself; `connection-closed` when absent. */
  closedCode?: Code;
  /** Where people watch. */
  live?: LiveHook | undefined;
}

/** What a connection tells those who show it to people. */
export interface LiveHook {
  /** @param write types; never waits, and gives how many bytes were taken */
  opened(write: (bytes: Buffer) => number): void;
  /** The device has said something, in a buffer that is valid for the call only. */
  receive(bytes: Buffer): void;
  /** May be called again. */
  closed(): void;
}
