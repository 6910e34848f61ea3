// SPDX-License-Identifier: Apache-2.0
import { Select, type SelectProps } from '@mantine/core';

const HOUR = 3_600_000;
const SPANS = [
  { label: 'Last hour', time: HOUR },
  { label: 'Last day', time: 24 * HOUR },
  { label: 'Last 7 days', time: 7 * 24 * HOUR },
  { label: 'Last 30 days', time: 30 * 24 * HOUR },
];

interface SinceSelectProps extends Omit<SelectProps, 'data' | 'onChange' | 'value'> {
  /** ISO 8601, as it is in the address: a link shows the same later. */
  value: string | null;
  onChange: (value: string | null) => void;
}

/** Not before a time: one of the usual spans, or the time that a link has. */
export function SinceSelect({ value, onChange, ...props }: SinceSelectProps) {
  const spans = SPANS.map(({ label, time }) => ({ label, value: String(time) }));
  const chosen = value === null ? [] : [{ label: `Since ${new Date(value).toLocaleString()}`, value }];
  return (
    <Select
      {...props}
      data={[...chosen, ...spans]}
      value={value}
      onChange={(next) => {
        const span = Number(next);
        onChange(next === null || Number.isNaN(span) ? next : new Date(Date.now() - span).toISOString());
      }}
    />
  );
}
