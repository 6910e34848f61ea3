// SPDX-License-Identifier: Apache-2.0
import { Button, Center, Loader } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { queries } from '../../data/queries.ts';
import { JobsTable } from '../../entities/job/jobs-table.tsx';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { LinkButton } from '../../ui/page/link-button.tsx';
import { Page } from '../../ui/page/page.tsx';
import { CancelChosen } from './cancel-chosen.tsx';
import { JobFilters } from './job-filters.tsx';
import { StateTabs } from './state-tabs.tsx';

const route = getRouteApi('/jobs');
const NONE: ReadonlySet<number> = new Set();

export function JobsView() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const jobs = useInfiniteQuery({ ...queries.jobs(filter), placeholderData: (previous) => previous });
  const items = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data]);
  const { data: session } = useQuery(queries.session());
  const [chosen, setChosen] = useState<ReadonlySet<number>>(NONE);
  const choose = (id: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Page
      title="Jobs"
      actions={
        <LinkButton to="/submit" leftSection={<Icon name="plus" size={16} />}>
          Submit a job
        </LinkButton>
      }
    >
      <StateTabs filter={filter} onChange={(change) => navigate({ search: { ...filter, ...change } })} />
      <JobFilters
        filter={filter}
        onChange={(change) => navigate({ search: { ...filter, ...change }, replace: true })}
      />
      {chosen.size > 0 && (
        <CancelChosen jobs={items.filter(({ id }) => chosen.has(id))} onDone={() => setChosen(NONE)} />
      )}
      {jobs.error && <ErrorAlert error={jobs.error} />}
      {jobs.isPending ? (
        <Center py="xl">
          <Loader size="sm" role="img" aria-label="Loading" />
        </Center>
      ) : (
        <JobsTable
          jobs={items}
          {...(session?.user && { chosen, onChoose: choose })}
          empty={filtered ? 'No job matches these filters.' : 'There are no jobs yet. Submit the first.'}
        />
      )}
      {jobs.hasNextPage && (
        <Center>
          <Button variant="default" loading={jobs.isFetchingNextPage} onClick={() => jobs.fetchNextPage()}>
            Show older jobs
          </Button>
        </Center>
      )}
    </Page>
  );
}
