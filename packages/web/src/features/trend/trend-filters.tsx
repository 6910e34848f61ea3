// SPDX-License-Identifier: Apache-2.0
import { Group, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { deviceNames, deviceTypeNames } from '../../entities/lab/names.ts';
import { QueryInput } from '../../ui/filters/query-input.tsx';

interface Values {
  filter?: string | undefined;
  last: number;
  median?: number | undefined;
  goal?: number | undefined;
}

interface TrendFiltersProps {
  values: Values;
  onChange: (change: Partial<Values>) => void;
}

const NAMES = { type: deviceTypeNames, device: deviceNames };

/** Of which jobs, and how it is looked at; the address follows immediately. */
export function TrendFilters({ values: { filter, last, median = 1, goal }, onChange }: TrendFiltersProps) {
  return (
    <Group align="end" gap="xs" role="search" aria-label="Filter the trend">
      <QueryInput
        label="Filter by conditions"
        names={NAMES}
        value={filter}
        onChange={(next) => onChange({ filter: next })}
      />
      <Choice
        label="Newest"
        value={last}
        options={[100, 1_000, 10_000]}
        text={(count) => `${count.toLocaleString('en')} reports`}
        onChange={(next) => onChange({ last: next })}
      />
      <Choice
        label="Changes of"
        value={median}
        options={[1, 3, 5, 10]}
        text={(count) => (count === 1 ? 'each value' : `medians of ${count}`)}
        onChange={(next) => onChange({ median: next === 1 ? undefined : next })}
      />
      <Goal key={goal} goal={goal} onChange={(next) => onChange({ goal: next })} />
    </Group>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  options: readonly number[];
  text: (value: number) => string;
  onChange: (value: number) => void;
}

/** One of a few numbers, or the one of the address. */
function Choice({ label, value, options, text, onChange }: ChoiceProps) {
  const all = [...new Set([...options, value])].sort((a, b) => a - b);
  return (
    <Select
      label={label}
      w={150}
      allowDeselect={false}
      value={String(value)}
      data={all.map((each) => ({ value: String(each), label: text(each) }))}
      onChange={(next) => onChange(Number(next))}
    />
  );
}

interface GoalProps {
  goal: number | undefined;
  onChange: (goal: number | undefined) => void;
}

/** Sent with Enter, or when the field is left. */
function Goal({ goal, onChange }: GoalProps) {
  const [text, setText] = useState<string | number>(goal ?? '');
  const send = () => {
    const next = text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
    if (next !== goal) onChange(next);
  };
  return (
    <NumberInput
      label="Goal"
      placeholder="none"
      w={110}
      hideControls
      value={text}
      onChange={setText}
      onBlur={send}
      onKeyDown={(event) => event.key === 'Enter' && send()}
    />
  );
}
