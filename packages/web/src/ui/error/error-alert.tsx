// SPDX-License-Identifier: Apache-2.0
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { Alert, List, Text } from '@mantine/core';
import { Icon } from '../icon/icon.tsx';

/** What went wrong with a request, all of it: message, hint and every problem with its place. */
export function ErrorAlert({ error, title }: { error: unknown; title?: string }) {
  const { message, hint, problems } = error instanceof LavaError ? error : toLavaError(error);
  return (
    <Alert color="red" variant="light" icon={<Icon name="alert" />} title={title} role="alert">
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {message}
      </Text>
      {problems.length > 0 && (
        <List size="sm" mt="xs" spacing={4}>
          {problems.map((problem) => (
            <List.Item key={`${problem.where?.line}:${problem.message}`} style={{ overflowWrap: 'anywhere' }}>
              {problem.where?.line !== undefined && <b>Line {problem.where.line}: </b>}
              {problem.message}
              {problem.hint && <Text span c="dimmed" size="sm">{` (${problem.hint})`}</Text>}
            </List.Item>
          ))}
        </List>
      )}
      {hint && (
        <Text size="sm" c="dimmed" mt={4}>
          {hint}
        </Text>
      )}
    </Alert>
  );
}
