// SPDX-License-Identifier: Apache-2.0
import { Button, Center, Loader } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { queries } from '../../data/queries.ts';
import { JobsTable } from '../../entities/job/jobs-table.tsx';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { LinkButton } from '../../ui/page/link-button.tsx';
import { Page } from '../../ui/page/page.tsx';
import { JobFilters } from './job-filters.tsx';

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
