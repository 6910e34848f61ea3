// SPDX-License-Identifier: Apache-2.0
import { useAbility } from '../../data/use-ability.ts';
import { ListPage } from '../../entities/list/list-page.tsx';
import { AddWorkerForm } from './add-worker-form.tsx';
import { JoinRequests } from './join-requests.tsx';
import { workerList } from './list.tsx';

export function WorkersView() {
  const manages = useAbility('manage-lab');
  return (
    <ListPage
      title="Workers"
      list={workerList}
      add={manages && { title: 'Add a worker', form: (close) => <AddWorkerForm onDone={close} /> }}
    >
      {manages && <JoinRequests />}
    </ListPage>
  );
}
