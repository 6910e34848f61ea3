// SPDX-License-Identifier: Apache-2.0
import { Button, CopyButton } from '@mantine/core';
import { Icon } from '../icon/icon.tsx';

export function CopyAction({ value, label = 'Copy' }: { value: string; label?: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={copy}
          leftSection={<Icon name={copied ? 'check' : 'copy'} size={15} />}
          color={copied ? 'teal' : undefined}
        >
          {copied ? 'Copied' : label}
        </Button>
      )}
    </CopyButton>
  );
}
