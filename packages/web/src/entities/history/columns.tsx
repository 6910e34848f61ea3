// SPDX-License-Identifier: Apache-2.0
import type { HistoryEntry, HistoryKind } from '@lava/protocol/api/history.ts';
import { Text } from '@mantine/core';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time/time.tsx';
import { changeText } from './change-text.ts';

export const KIND: Record<HistoryKind, string> = {
  job: 'Job',
  device: 'Device',
  'device-type': 'Device type',
  worker: 'Worker',
  tag: 'Tag',
  'failure-tag': 'Failure tag',
  user: 'User',
  group: 'Group',
  token: 'Token',
  'join-request': 'Join request',
  subscription: 'Subscription',
  query: 'Query',
  'known-failure': 'Known failure',
  'fair-share': 'Fair share',
};

export const columns: Column<HistoryEntry>[] = [
  {
    id: 'id',
    header: 'When',
    width: '110px',
    sortable: true,
    value: ({ time }) => time,
    cell: ({ time }) => <Time time={time} />,
  },
  { id: 'actor', header: 'Who', width: '130px', phone: 'end', value: ({ actor }) => actor },
  { id: 'kind', header: 'What', width: '110px', value: ({ kind }) => KIND[kind] },
  {
    id: 'object',
    header: 'Name',
    width: '18%',
    value: ({ object }) => object,
    cell: (entry) => <ObjectLink entry={entry} />,
  },
  {
    id: 'change',
    header: 'Change',
    phone: 'line',
    value: changeText,
    cell: (entry) => <span title={changeText(entry)}>{changeText(entry)}</span>,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: '24%',
    phone: 'line',
    value: ({ reason }) => reason,
    // Whole: it may hold what somebody has to copy.
    cell: ({ reason }) =>
      reason && <span style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{reason}</span>,
  },
];

function ObjectLink({ entry: { kind, object } }: { entry: HistoryEntry }) {
  if (kind === 'job') {
    return (
      <Anchor to="/jobs/$id" params={{ id: Number(object) }} size="sm">
        {object}
      </Anchor>
    );
  }
  const params = { name: object };
  if (kind === 'device') return <Anchor to="/devices/$name" params={params} size="sm" children={object} />;
  if (kind === 'worker') return <Anchor to="/workers/$name" params={params} size="sm" children={object} />;
  if (kind === 'device-type')
    return <Anchor to="/device-types/$name" params={params} size="sm" children={object} />;
  if (kind === 'user') return <Anchor to="/users/$name" params={params} size="sm" children={object} />;
  return (
    <Text size="sm" span>
      {object}
    </Text>
  );
}
