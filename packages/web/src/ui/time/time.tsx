// SPDX-License-Identifier: Apache-2.0
import { formatDate, formatRelative } from './format.ts';
import { useNow } from './now.ts';
import { useTimeForm } from './preference.ts';

/** A moment in the form that the reader chose; the tooltip has the exact time in both zones. */
export function Time({ time }: { time: string }) {
  const form = useTimeForm();
  const now = useNow(form === 'relative' ? 15_000 : undefined);
  const at = Date.parse(time);
  const [local, utc] = [formatDate(at, 'local'), formatDate(at, 'utc')];
  const text =
    form === 'relative' ? formatRelative(at, Math.max(now, Date.now())) : form === 'utc' ? utc : local;
  return (
    <time
      dateTime={time}
      title={`${local} here, ${utc}`}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {text}
    </time>
  );
}
