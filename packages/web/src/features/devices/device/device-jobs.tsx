// SPDX-License-Identifier: Apache-2.0
import { jobList } from '../../../entities/job/list.tsx';
import { ListSection } from '../../../entities/list/list-section.tsx';

export function DeviceJobs({ name }: { name: string }) {
  return (
    <ListSection
      list={jobList}
      label="Jobs"
      fixed={{ device: name }}
      empty="This device has not run any jobs yet."
    />
  );
}
