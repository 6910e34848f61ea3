// SPDX-License-Identifier: Apache-2.0
import { Container } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { jobStatus } from '../../entities/job/status.ts';
import { Loaded } from '../../ui/page/loaded.tsx';
import { JobPage } from './job-page.tsx';

const route = getRouteApi('/jobs/$id');

export function JobView() {
  const { id } = route.useParams();
  const job = useQuery(queries.job(id));
  useDocumentTitle(`${job.data ? `${jobStatus(job.data).label}: ` : ''}job ${id} · LAVA`);
  // Another attempt has another log.
  if (job.data) return <JobPage key={`${id} ${job.data.attempt}`} job={job.data} />;
  return (
    <Container size={1280} py="lg">
      <Loaded query={job}>{() => null}</Loaded>
    </Container>
  );
}
