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
}
