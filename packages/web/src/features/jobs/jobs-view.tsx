// SPDX-License-Identifier: Apache-2.0
import { jobList } from '../../entities/job/list.tsx';
import { ListPage } from '../../entities/list/list-page.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { LinkButton } from '../../ui/page/link-button.tsx';

export function JobsView() {
  return (
    <ListPage
      title="Jobs"
      list={jobList}
      actions={
        <LinkButton to="/submit" leftSection={<Icon name="plus" size={16} />}>
          Submit a job
        </LinkButton>
      }
    />
  );
}
