// SPDX-License-Identifier: Apache-2.0
import { formatRelative } from './format.ts';
import { useNow } from './now.ts';

/** How long ago; the exact local time as a tooltip. */
export function RelativeTime({ time }: { time: string }) {
  const now = useNow(15_000);
  const date = new Date(time);
  return (
    <time dateTime={time} title={date.toLocaleString()} style={{ whiteSpace: 'nowrap' }}>
      {formatRelative(date.getTime(), Math.max(now, Date.now()))}
    </time>
  );
}
