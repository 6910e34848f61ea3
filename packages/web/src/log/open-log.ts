// SPDX-License-Identifier: Apache-2.0
import type { LineStore } from './line-store.ts';
import type { LogStatus } from './log-loader.ts';

/** A log that is shown: what is held of it, and how to ask for more. */
export interface OpenLog {
  store: LineStore;
  /** Changes whenever something in the store does. */
  version: number;
  status: LogStatus;
  /** Tells the loader what the reader looks at. */
  want: (first: number, last: number) => void;
}
