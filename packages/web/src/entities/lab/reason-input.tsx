// SPDX-License-Identifier: Apache-2.0
import { TextInput, type TextInputProps } from '@mantine/core';

type ReasonInputProps = Omit<TextInputProps, 'onChange'> & { onChange: (reason: string) => void };

/** Why something is done; the next one to look at it will want to know. */
export function ReasonInput({ onChange, ...props }: ReasonInputProps) {
  return (
    <TextInput
      label="Reason"
      description="Kept in the history; may stay empty"
      maxLength={200}
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
