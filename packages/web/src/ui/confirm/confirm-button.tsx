// SPDX-License-Identifier: Apache-2.0
import { Button, type ButtonProps, Group, Popover, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface ConfirmButtonProps extends ButtonProps {
  /** What will happen, as a question. */
  question: string;
  /** The verb on the button that does it. */
  verb: string;
  onConfirm: () => void;
  children: ReactNode;
}

/** A button whose deed cannot be undone: asks once, in place. */
export function ConfirmButton({ question, verb, onConfirm, children, ...props }: ConfirmButtonProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button {...props} onClick={() => setOpened(!opened)}>
          {children}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={280}>
        <Text size="sm">{question}</Text>
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button size="compact-sm" variant="default" onClick={() => setOpened(false)}>
            No
          </Button>
          <Button
            size="compact-sm"
            color="red"
            data-autofocus
            onClick={() => {
              setOpened(false);
              onConfirm();
            }}
          >
            {verb}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
