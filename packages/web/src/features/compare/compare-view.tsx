// SPDX-License-Identifier: Apache-2.0
import { CHANGE_TEXTS, CHANGES, type Comparison } from '@lava/protocol/api/compare.ts';
import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { Anchor } from '../../ui/page/anchor.tsx';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { COLORS, COLUMNS } from './columns.tsx';
import { CompareForm } from './compare-form.tsx';

const route = getRouteApi('/compare');

/** Two jobs, case by case. */
export function CompareView() {
  const { before, after, suite } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Compare two jobs">
      <CompareForm
        key={`${before} ${after} ${suite}`}
        asked={{ before, after, suite }}
        onAsk={(search) => void navigate({ to: '.', search })}
      />
      {before !== undefined && after !== undefined && (
        <Compared before={before} after={after} suite={suite} />
      )}
    </Page>
  );
}

function Compared({ before, after, suite }: { before: number; after: number; suite: string | undefined }) {
  const query = useQuery(queries.comparison(before, after, suite));
  return <Loaded query={query}>{(found) => <Changes found={found} />}</Loaded>;
}

function Changes({ found }: { found: Comparison }) {
  const { before, after, counts, items } = found;
  return (
    <>
      <Text>
        <Anchor to="/jobs/$id" params={{ id: before }}>
          Job {before}
        </Anchor>{' '}
        is before,{' '}
        <Anchor to="/jobs/$id" params={{ id: after }}>
          job {after}
        </Anchor>{' '}
        is after.
      </Text>
      <Group gap="xs" role="status" aria-label="How many cases">
        {CHANGES.filter((change) => (counts[change] ?? 0) > 0).map((change) => (
          <Badge
            key={change}
            variant="light"
            tt="none"
            color={COLORS[change]}
            title={`It ${CHANGE_TEXTS[change]}`}
          >
            {counts[change]} {change}
          </Badge>
        ))}
      </Group>
      <DataTable
        label="Changes"
        columns={COLUMNS}
        rows={items}
        rowId={({ suite, set, name }) => JSON.stringify([suite, set, name])}
        empty="No case changed."
      />
    </>
  );
}
