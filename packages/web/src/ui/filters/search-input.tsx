// SPDX-License-Identifier: Apache-2.0
import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../icon/icon.tsx';

interface SearchInputProps {
  label: string;
  /** As the address has it. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** One of several. */
  small?: boolean;
}

/** Milliseconds after the last key. */
const PAUSE = 250;

/** Text to search for; the address follows a moment after the last key, and the text follows the address. */
export function SearchInput({ label, value, onChange, small = false }: SearchInputProps) {
  const [text, setText] = useState(value ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changes by itself too: back and forward, or a link to the whole list.
  useEffect(() => {
    clearTimeout(timer.current);
    setText(value ?? '');
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function change(next: string): void {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim() === '' ? undefined : next), PAUSE);
  }

  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      maxLength={200}
      style={small ? { width: 168 } : { flex: '1 1 200px', maxWidth: 380 }}
    />
  );
}
