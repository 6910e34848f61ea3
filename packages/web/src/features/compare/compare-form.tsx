// SPDX-License-Identifier: Apache-2.0
import { Button, Group, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';

interface Asked {
  before: number | undefined;
  after: number | undefined;
  suite: string | undefined;
}

export function CompareForm({ asked, onAsk }: { asked: Asked; onAsk: (asked: Asked) => void }) {
  const [before, setBefore] = useState<string | number>(asked.before ?? '');
  const [after, setAfter] = useState<string | number>(asked.after ?? '');
  const [suite, setSuite] = useState(asked.suite ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ before: numberOf(before), after: numberOf(after), suite: suite.trim() || undefined });
      }}
    >
      <Group align="end" gap="sm">
        <NumberInput label="Job before" value={before} onChange={setBefore} {...NUMBER} />
        <NumberInput label="Job after" value={after} onChange={setAfter} {...NUMBER} />
        <TextInput
          label="Suite"
          placeholder="all"
          value={suite}
          onChange={(event) => setSuite(event.currentTarget.value)}
          maxLength={200}
        />
        <Button type="submit" disabled={!numberOf(before) || !numberOf(after)}>
          Compare
        </Button>
      </Group>
    </form>
  );
}

const NUMBER = {
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
  allowDecimal: false,
  hideControls: true,
  w: 140,
} as const;

function numberOf(value: string | number): number | undefined {
  return Number(value) || undefined;
}
