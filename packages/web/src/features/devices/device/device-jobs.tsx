// SPDX-License-Identifier: Apache-2.0
import { Button, Center } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../../../data/queries.ts';
import { JobsTable } from '../../../entities/job/jobs-table.tsx';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';

export function DeviceJobs({ name }: { name: string }) {
  const jobs = useInfiniteQuery(queries.jobs({ device: name }));
  if (jobs.error) return <ErrorAlert error={jobs.error} />;
  return (
    <>
      <JobsTable
        jobs={jobs.data?.pages.flatMap((page) => page.items) ?? []}
        empty={jobs.isPending ? 'Loading' : 'This device has run no job yet.'}
      />
      {jobs.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={jobs.isFetchingNextPage} onClick={() => jobs.fetchNextPage()}>
            Show older jobs
          </Button>
        </Center>
      )}
    </>
  );
}
