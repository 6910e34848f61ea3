// SPDX-License-Identifier: Apache-2.0
import { ListPage } from '../../entities/list/list-page.tsx';
import { leaseList } from './list.tsx';

export function LeasesView() {
  return <ListPage title="Leases" list={leaseList} />;
}
