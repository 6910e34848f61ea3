// SPDX-License-Identifier: Apache-2.0
import { trendMethods } from '@lava/protocol/api/client/trend.ts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../data/client.ts';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { CaseForm } from './case-form.tsx';
import { TrendFilters } from './trend-filters.tsx';
import { TrendFound } from './trend-found.tsx';

const route = getRouteApi('/trend');

/** How many reports are read, unless the address says otherwise. */
const LAST = 1_000;

/** Milliseconds; it is about many jobs, so one more may be missing for a while. */
const FRESH = 60_000;

/** One test case over time. */
export function TrendView() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { suite, case: name, set } = search;
  const change = (next: Partial<typeof search>) => void navigate({ to: '.', search: { ...search, ...next } });
  return (
    <Page title="Trends">
      <CaseForm key={JSON.stringify([suite, name, set])} asked={{ suite, case: name, set }} onAsk={change} />
      {suite === undefined || name === undefined ? (
        <Text c="dimmed" size="sm" maw={640}>
          Follow one test case from job to job: what it measured, how often it passes, and when that changed.
          The results of a job link to here from each of their test cases.
        </Text>
      ) : (
        <>
          <TrendFilters values={{ last: LAST, ...search }} onChange={change} />
          <Found asked={{ ...search, suite, case: name }} />
        </>
      )}
    </Page>
  );
}

interface Asked {
  suite: string;
  case: string;
  set?: string | undefined;
  filter?: string | undefined;
  last?: number | undefined;
  median?: number | undefined;
  goal?: number | undefined;
}

function Found({ asked: { median = 1, goal, last = LAST, ...asked } }: { asked: Asked }) {
  const query = { ...asked, limit: last };
  const found = useQuery({
    queryKey: ['trend', query],
    queryFn: ({ signal }) => trendMethods(client.withSignal(signal)).get(query),
    staleTime: FRESH,
  });
  return (
    <Loaded query={found}>
      {({ items, next }) => (
        <TrendFound name={asked.case} points={items} more={next !== null} median={median} goal={goal} />
      )}
    </Loaded>
  );
}
