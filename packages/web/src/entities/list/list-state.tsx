// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { formatClock } from '../../ui/time/format.ts';

const LINES = [0, 1, 2, 3, 4, 5, 6, 7];

/** Where the rows will be. */
export function ListLoading() {
  return (
    <Stack gap={13} py="md" role="status" aria-label="Loading">
      {LINES.map((line) => (
        <Skeleton key={line} height={24} radius="sm" />
      ))}
    </Stack>
  );
}

/** Nothing came. */
export function ListError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <Stack gap="sm" align="flex-start">
      <ErrorAlert error={error} />
      <Button variant="default" leftSection={<Icon name="repeat" size={16} />} onClick={onRetry}>
        Try again
      </Button>
    </Stack>
  );
}

/** What is shown is not what the server has now. @param since milliseconds since the epoch */
export function ListStale({ error, since, onRetry }: { error: Error; since: number; onRetry: () => void }) {
  return (
    <Alert color="orange" variant="light" py="xs" icon={<Icon name="alert" />}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          As it was at {formatClock(since)}. {error.message}
        </Text>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    </Alert>
  );
}
