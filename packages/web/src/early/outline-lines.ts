// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { lineText } from '@lava/protocol/record/line-text.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { ALL_LEVELS } from '../log/levels.ts';
import { parseLineRange } from '../log/line-range.ts';
import { blockStart, firstInView, openingRecord } from '../log/opening.ts';
import type { LogSettings } from '../log/settings.ts';

export interface OutlineLine {
  /** From 1. */
  line: number;
  time: string;
  level: string;
  text: string;
}

interface OutlinedLog {
  job: Pick<Job, 'state' | 'error' | 'records'>;
  /** NDJSON of the block that the address points into. */
  block: Uint8Array;
  hash: string;
  /** How this browser shows logs, as it keeps it. */
  settings: string | null;
  /** Lines that the window has room for. */
  room: number;
}

/**
 * The lines that the page will show first. Undefined where that is not known yet, because the log opens at its end or where
 * the job failed, and for readers who show logs in a way of their own: they get them with the page.
 */
export function outlineLines({ job, block, hash, settings, room }: OutlinedLog): OutlineLine[] | undefined {
  const range = parseLineRange(hash);
  if (!range && (job.state !== 'finished' || job.error)) return undefined;
  const { wrap, timeMode, mask }: Partial<LogSettings> = settings === null ? {} : JSON.parse(settings);
  if (wrap || (timeMode ?? 'clock') !== 'clock' || (mask ?? ALL_LEVELS) !== ALL_LEVELS) return undefined;
  const from = blockStart(openingRecord(hash));
  const first = Math.max(from, range ? Math.min(firstInView(range), job.records - room) : 0);
  return new TextDecoder()
    .decode(block)
    .split('\n', first - from + room)
    .slice(first - from)
    .filter((text) => text !== '')
    .map((text, n) => {
      const record = JSON.parse(text) as JobRecord;
      const { dt, lvl } = record;
      return {
        line: first + n + 1,
        time: dt.slice(11, 23),
        level: lvl === 'target' ? '' : lvl,
        text: lineText(record),
      };
    });
}
