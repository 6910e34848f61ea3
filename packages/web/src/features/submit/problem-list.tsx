// SPDX-License-Identifier: Apache-2.0
import { Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { plural } from '../../lib/plural.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import classes from './problem-list.module.css';
import type { Validation } from './use-validation.ts';

interface ProblemListProps {
  validation: Validation;
  empty: boolean;
  onGo: (line: number, column: number | undefined) => void;
}

/** What the server says about the definition, next to it; a click goes to the place. */
export function ProblemList({ validation: { problems, current }, empty, onGo }: ProblemListProps) {
  if (empty) return <span />;
  if (problems.length === 0) {
    return (
      <Group gap={6} mih={36} role="status">
        {current ? (
          <>
            <Text c="teal" span>
              <Icon name="check" size={16} />
            </Text>
            <Text size="sm">Ready to submit</Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Checking…
          </Text>
        )}
      </Group>
    );
  }
  return (
    <Stack gap={2} role="status" style={{ minWidth: 0, flex: 1 }}>
      <Text size="sm" fw={600}>
        {countText(problems)}
      </Text>
      {problems.map(({ message, hint, where, severity }) => (
        <UnstyledButton
          key={`${where?.line}:${where?.column}:${message}`}
          className={classes.problem}
          data-severity={severity}
          disabled={where?.line === undefined}
          onClick={() => where?.line !== undefined && onGo(where.line, where.column)}
        >
          <Icon name="alert" size={16} />
          <span>
            {where?.line !== undefined && (
              <b>
                Line {where.line}
                {where.column !== undefined && `, column ${where.column}`}:{' '}
              </b>
            )}
            {severity === 'warning' && 'Warning: '}
            {message}
            {hint && (
              <Text span c="dimmed" size="sm">
                {' '}
                – {hint}
              </Text>
            )}
          </span>
        </UnstyledButton>
      ))}
    </Stack>
  );
}

function countText(problems: Validation['problems']): string {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  const errors = problems.length - warnings;
  const parts = [errors > 0 && plural(errors, 'problem'), warnings > 0 && plural(warnings, 'warning')];
  return parts.filter(Boolean).join(', ');
}
