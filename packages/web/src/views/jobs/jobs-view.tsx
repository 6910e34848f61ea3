// SPDX-License-Identifier: Apache-2.0
import { Button, Center, Loader } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { Icon } from '../../components/icon/icon.tsx';
import { LinkButton } from '../../components/page/link-button.tsx';
import { Page } from '../../components/page/page.tsx';
import { queries } from '../../data/queries.ts';
import { JobFilters } from './job-filters.tsx';
import { JobsTable } from './jobs-table.tsx';

const route = getRouteApi('/jobs');

export function JobsView() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const jobs = useInfiniteQuery({ ...queries.jobs(filter), placeholderData: (previous) => previous });
  const items = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data]);
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
      <JobFilters
        filter={filter}
        onChange={(change) => navigate({ search: { ...filter, ...change }, replace: true })}
      />
      {jobs.error && <ErrorAlert error={jobs.error} />}
      {jobs.isPending ? (
        <Center py="xl">
          <Loader size="sm" aria-label="Loading" />
        </Center>
      ) : (
        <JobsTable
          jobs={items}
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
