// SPDX-License-Identifier: Apache-2.0
import { Alert, List, Text } from '@mantine/core';
import { Icon } from '../icon/icon.tsx';
import type { Saved } from './version.ts';

/** What would go wrong with a text that was saved, place by place: the problem may lie in a template that it extends. */
export function SavedProblems({ problems }: { problems: Saved['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<Icon name="alert" />}
      title="Saved with problems"
      role="alert"
    >
      <List size="sm" spacing={4}>
        {problems.map(({ message, where, hint }) => (
          <List.Item key={`${where?.file}:${where?.line}:${message}`} style={{ overflowWrap: 'anywhere' }}>
            {where?.file && (
              <b>{`${where.file}${where.line === undefined ? '' : ` line ${where.line}`}: `}</b>
            )}
            {message}
            {hint && <Text span c="dimmed" size="sm">{` (${hint})`}</Text>}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
