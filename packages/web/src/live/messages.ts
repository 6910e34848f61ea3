// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import type { ChangeEvent, HelloEvent } from '@lava/protocol/api/stream.ts';
import type { ErrorData } from '@lava/protocol/error/error.ts';

/** State of the one stream that a browser has. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** @property since milliseconds since the epoch */
  | { kind: 'lost'; since: number; message: string }
  /** The server does not let this browser read any more. */
  | { kind: 'signed-out' };

/** A job that a tab follows. */
export interface Followed {
  id: number;
  /** Number of the first record that the tab does not have. */
  from: number;
  /** Another when the tab begins to follow the job again. */
  reading: number;
}

/** What a tab tells the hub. It may tell the same twice: a wish replaces the one before. */
export type ToHub =
  | {
      type: 'wish';
      tab: string;
      /** Whether somebody may be looking at the tab; a tab that is not active needs no stream. */
      active: boolean;
      jobs: Followed[];
    }
  | { type: 'leave'; tab: string }
  /** Another account: the stream must be opened again. */
  | { type: 'session' };

/** What the hub tells a tab. */
export type FromHub =
  | { type: 'state'; state: ConnectionState }
  | ({ type: 'hello' } & HelloEvent)
  | ({ type: 'change' } & ChangeEvent)
  /** Changes may have been missed. */
  | { type: 'stale' }
  | { type: 'records'; job: number; from: number; lines: string[] }
  | { type: 'job'; job: Job }
  | { type: 'end'; job: number }
  | { type: 'refused'; job: number; error: ErrorData }
  /** There is a new hub, which knows nothing of this tab. */
  | { type: 'introduce' };
