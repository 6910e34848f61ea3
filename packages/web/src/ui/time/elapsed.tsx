// SPDX-License-Identifier: Apache-2.0
import { formatDuration } from './format.ts';
import { useNow } from './now.ts';

/** Duration from `start` to `end`, or counting up while there is no end. */
export function Elapsed({ start, end }: { start: string; end: string | null }) {
  const now = useNow(end === null ? 1000 : undefined);
  const until = end === null ? now : Date.parse(end);
  const seconds = Math.max(0, (until - Date.parse(start)) / 1000);
  return (
    <span style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
      {end === null && seconds < 60 ? `${Math.floor(seconds)} s` : formatDuration(seconds)}
    </span>
  );
}
