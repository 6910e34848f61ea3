// SPDX-License-Identifier: Apache-2.0

import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { loadDraft } from './draft.ts';
import { SubmitForm } from './submit-form.tsx';

const route = getRouteApi('/submit');

export function SubmitView() {
  const { from } = route.useSearch();
  const user = useQuery(queries.session()).data?.user?.username;
  if (from !== undefined) return <Resubmit key={from} from={from} />;
  return <Page title="Submit a job">{user && <SubmitForm initial={loadDraft(user)} draftOf={user} />}</Page>;
}

function Resubmit({ from }: { from: number }) {
  const definition = useQuery(queries.definition(from));
  return (
    <Page title={`Edit and resubmit job ${from}`}>
      <Loaded query={definition}>{(text) => <SubmitForm initial={text} draftOf={undefined} />}</Loaded>
    </Page>
  );
}
