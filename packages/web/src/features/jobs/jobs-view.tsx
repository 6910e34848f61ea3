// SPDX-License-Identifier: Apache-2.0
import { lazy, Suspense } from 'react';
import { jobList } from '../../entities/job/list.tsx';
import { ListPage } from '../../entities/list/list-page.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { LinkButton } from '../../ui/page/link-button.tsx';

const SavedQueries = lazy(async () => ({
  default: (await import('./saved-queries.tsx')).SavedQueries,
}));

export function JobsView() {
  return (
    <ListPage
      title="Jobs"
      list={jobList}
      actions={
        <>
          <Suspense>
            <SavedQueries />
          </Suspense>
          <LinkButton to="/submit" leftSection={<Icon name="plus" size={16} />}>
            Submit a job
          </LinkButton>
        </>
      }
    />
  );
}
