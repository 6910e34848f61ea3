// SPDX-License-Identifier: Apache-2.0
import { Alert, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import { useAbility } from '../../data/use-ability.ts';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { BoardsOfType } from './boards.ts';
import type { Lab } from './query.ts';

/** Names of one kind that are shown; the link has all. */
const MOST_NAMES = 8;

/** What somebody has to act on: nothing of it ends by itself. */
export function Attention({ lab, types }: { lab: Lab; types: readonly BoardsOfType[] }) {
  const asking = useAsking();
  const boards = types.flatMap((type) => type.boards);
  const bad = boards.filter(({ state }) => state === 'bad').map(({ device }) => device.name);
  const unassigned = boards.filter(({ device }) => device.worker === null).map(({ device }) => device.name);
  const enabled = lab.workers.items.filter(({ health }) => health === 'active');
  const offline = enabled.filter(({ state }) => state === 'offline').map(({ name }) => name);
  const twice = enabled.filter(({ conflict }) => conflict).map(({ name }) => name);
  const suspect = enabled.filter((worker) => worker.suspect).map(({ name }) => name);
  const proving = boards.filter(({ device }) => device.quarantine).map(({ device }) => device.name);
  const without = types.filter((type) => type.queued > 0 && type.boards.length === 0).map(({ name }) => name);
  const items: (ReactNode | false)[] = [
    bad.length > 0 && (
      <Item key="bad" names={bad}>
        <Anchor to="/devices" search={{ health: 'bad' }}>
          {count(bad, 'device is bad', 'devices are bad')}
        </Anchor>
      </Item>
    ),
    offline.length > 0 && (
      <Item key="offline" names={offline}>
        <Anchor to="/workers" search={{ state: 'offline' }}>
          {count(offline, 'worker is offline', 'workers are offline')}
        </Anchor>
      </Item>
    ),
    twice.length > 0 && (
      <Item key="twice" names={twice}>
        <Anchor to="/workers">
          {count(twice, 'worker has a key that another uses', 'workers have a key that another uses')}
        </Anchor>
      </Item>
    ),
    suspect.length > 0 && (
      <Item key="suspect" names={suspect}>
        {count(suspect, 'worker has many devices that fail', 'workers have many devices that fail')}
      </Item>
    ),
    proving.length > 0 && (
      <Item key="proving" names={proving}>
        {count(proving, 'device has to prove itself', 'devices have to prove themselves')}
      </Item>
    ),
    asking > 0 && (
      <List.Item key="asking">
        <Anchor to="/workers">
          {asking === 1 ? '1 worker asks to join' : `${asking} workers ask to join`}
        </Anchor>
      </List.Item>
    ),
    unassigned.length > 0 && (
      <Item key="unassigned" names={unassigned}>
        {count(unassigned, 'device has no worker', 'devices have no worker')}
      </Item>
    ),
    without.length > 0 && (
      <Item key="without" names={without}>
        Jobs wait for {count(without, 'device type without a device', 'device types without a device')}
      </Item>
    ),
  ];
  const shown = items.filter(Boolean);
  if (shown.length === 0) return <Text c="dimmed">Nothing needs you now.</Text>;
  return (
    <Alert color="orange" variant="outline" title="Needs somebody">
      <List size="sm">{shown}</List>
    </Alert>
  );
}

function Item({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const more = names.length - MOST_NAMES;
  return (
    <List.Item style={{ overflowWrap: 'anywhere' }}>
      {children}: {names.slice(0, MOST_NAMES).join(', ')}
      {more > 0 && ` and ${more} more`}
    </List.Item>
  );
}

function count({ length }: readonly string[], one: string, many: string): string {
  return `${length} ${length === 1 ? one : many}`;
}

/** For those who may let them in. */
function useAsking(): number {
  const enabled = useAbility('manage-lab');
  const { data } = useQuery({ ...queries.joinRequests(), enabled });
  return data?.items.length ?? 0;
}
