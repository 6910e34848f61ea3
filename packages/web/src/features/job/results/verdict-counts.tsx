// SPDX-License-Identifier: Apache-2.0
import { RESULTS } from '@lava/protocol/record/verdict.ts';
import { Badge, Group } from '@mantine/core';
import { VERDICT } from '../../../entities/job/status.ts';
import type { ShownResult } from './merge.ts';

/** How many of the job's own tests passed, failed and so on; the steps of LAVA are not tests. */
export function VerdictCounts({ results }: { results: ShownResult[] }) {
  return <VerdictBadges results={results.filter(({ suite }) => suite !== 'lava')} />;
}

/** A badge for each verdict that there is, with its count. */
export function VerdictBadges({ results }: { results: readonly ShownResult[] }) {
  const counts = RESULTS.map(
    (verdict) => [verdict, results.filter(({ result }) => result === verdict).length] as const,
  );
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex" style={{ flexShrink: 0 }}>
      {counts.map(
        ([verdict, count]) =>
          count > 0 && (
            <Badge
              key={verdict}
              component="span"
              size="sm"
              variant="light"
              radius="sm"
              color={VERDICT[verdict].color}
              tt="none"
              style={{ flexShrink: 0, overflow: 'visible' }}
              aria-label={`${count} ${verdict}`}
            >
              {count} {verdict}
            </Badge>
          ),
      )}
    </Group>
  );
}
