// SPDX-License-Identifier: Apache-2.0
import { List, ScrollArea, Text } from '@mantine/core';
import type { Outcome } from './run-each.ts';

interface BulkReportProps<T> {
  outcomes: readonly Outcome<T>[];
  /** How many there were to do. */
  all: number;
  done: string;
  ended: boolean;
  count: (rows: number) => string;
  nameOf: (row: T) => string;
}

/** Most that are listed; a thousand refusals have one reason mostly. */
const MOST = 200;

/** How many worked, and of each other why not. */
export function BulkReport<T>({ outcomes, all, done, ended, count, nameOf }: BulkReportProps<T>) {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const skipped = ended ? all - outcomes.length : 0;
  return (
    <>
      <Text size="sm" role="status">
        {count(outcomes.length - failed.length)} {done}
        {failed.length > 0 && `, ${failed.length} refused`}
        {skipped > 0 && `, ${skipped} not tried`}
        {!ended && ` of ${all}`}
      </Text>
      {failed.length > 0 && (
        <ScrollArea.Autosize mah={260} type="auto">
          <List size="sm" spacing={4} aria-label="Refused">
            {failed.slice(0, MOST).map(({ item, error }) => (
              <List.Item key={nameOf(item)} style={{ overflowWrap: 'anywhere' }}>
                <b>{nameOf(item)}</b>: {error?.message}
              </List.Item>
            ))}
          </List>
          {failed.length > MOST && <Text size="sm">and {failed.length - MOST} more</Text>}
        </ScrollArea.Autosize>
      )}
    </>
  );
}
