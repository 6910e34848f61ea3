// SPDX-License-Identifier: Apache-2.0
import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';

interface Asked {
  suite: string | undefined;
  case: string | undefined;
  set: string | undefined;
}

/** Which test case. */
export function CaseForm({ asked, onAsk }: { asked: Asked; onAsk: (asked: Asked) => void }) {
  const [suite, setSuite] = useState(asked.suite ?? '');
  const [name, setName] = useState(asked.case ?? '');
  const [set, setSet] = useState(asked.set ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ suite: suite.trim(), case: name.trim(), set: set.trim() || undefined });
      }}
    >
      <Group align="end" gap="sm">
        <Field label="Suite" placeholder="smoke" value={suite} onChange={setSuite} />
        <Field label="Test case" placeholder="boot-time" value={name} onChange={setName} />
        <Field label="Test set" placeholder="any" value={set} onChange={setSet} />
        <Button type="submit" disabled={suite.trim() === '' || name.trim() === ''}>
          Show
        </Button>
      </Group>
    </form>
  );
}

interface FieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

function Field({ onChange, ...props }: FieldProps) {
  return (
    <TextInput
      {...props}
      maxLength={1_000}
      onChange={(event) => onChange(event.currentTarget.value)}
      style={{ flex: '1 1 160px', maxWidth: 280 }}
    />
  );
}
