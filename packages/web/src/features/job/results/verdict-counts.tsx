// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { RESULTS } from '@lava/protocol/record/record.ts';
import { Badge, Group } from '@mantine/core';
import { VERDICT } from '../../../entities/job/status.ts';

/** How many passed, failed and so on; verdicts that no test has are left out. */
export function VerdictCounts({ results }: { results: TestResult[] }) {
  const counts = RESULTS.map(
    (verdict) => [verdict, results.filter((result) => result.result === verdict).length] as const,
  );
  return (
    <Group gap={4} wrap="nowrap" component="span">
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
              aria-label={`${count} ${verdict}`}
            >
              {count} {verdict}
            </Badge>
          ),
      )}
    </Group>
  );
}
