// SPDX-License-Identifier: Apache-2.0
import { Badge, type BadgeProps } from '@mantine/core';
import type { Status } from './status.ts';
import classes from './status-badge.module.css';

export function StatusBadge({ status, ...props }: { status: Status } & BadgeProps) {
  return (
    <Badge
      variant="light"
      radius="sm"
      color={status.color}
      tt="none"
      fw={600}
      leftSection={<span className={classes.dot} data-active={status.active || undefined} />}
      {...props}
      className={classes.badge}
    >
      {status.label}
    </Badge>
  );
}
