// SPDX-License-Identifier: Apache-2.0
import type { Account, Identity } from '@lava/protocol/api/auth.ts';
import { Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../../../data/client.ts';
import { IdentityList, PROVIDER_WORDS } from '../../../../entities/account/identity-list.tsx';
import { HistoryTab } from '../../../../entities/history/history-tab.tsx';
import { offers } from '../../../../ui/action/action.tsx';
import { ConfirmButton } from '../../../../ui/confirm/confirm-button.tsx';
import { Facts } from '../../../../ui/page/facts.tsx';
import { Loaded } from '../../../../ui/page/loaded.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Time } from '../../../../ui/time/time.tsx';
import { roleOf } from '../role.ts';
import { LinkForm } from './link-form.tsx';

const route = getRouteApi('/users/$name');

/** An account, for admins. */
export function UserView() {
  const { name } = route.useParams();
  const account = useQuery({
    queryKey: ['user', 'one', name],
    queryFn: ({ signal }) => client.withSignal(signal).user(name),
  });
  return (
    <Page title={name}>
      <Loaded query={account}>{(found) => <UserPage key={name} account={found} />}</Loaded>
    </Page>
  );
}

function UserPage({ account }: { account: Account }) {
  const { username, email, groups, created, lastLogin, expires, secondFactor } = account;
  return (
    <>
      <Facts
        items={[
          ['Role', roleOf(account)],
          ['E-mail', email || 'none'],
          ['Groups', groups.join(', ') || 'none'],
          ['Added', <Time key="added" time={created} />],
          ['Last sign-in', lastLogin === null ? 'never' : <Time key="last" time={lastLogin} />],
          ['Second factor', secondFactor ? 'yes' : 'no'],
          expires !== null && ['Expires', <Time key="expires" time={expires} />],
        ]}
      />
      {secondFactor && offers(account, 'update') && (
        <Group>
          <RemoveFactorButton username={username} />
        </Group>
      )}
      <Stack gap="sm">
        <Title order={2} size="h4">
          Linked identities
        </Title>
        <Text size="sm" c="dimmed" maw={720}>
          Whoever is linked signs in to this account with the directory or provider. When a sign-in was
          refused because nobody is linked, the history below says with whom it can be linked.
        </Text>
        <IdentityList
          identities={account.identities ?? []}
          none="None: only a password of this server signs in to this account."
          action={(identity) =>
            offers(account, 'update') && <UnlinkButton username={username} identity={identity} />
          }
        />
        {offers(account, 'update') && <LinkForm username={username} />}
      </Stack>
      <Stack gap="sm">
        <Title order={2} size="h4">
          History
        </Title>
        <HistoryTab kind="user" object={username} />
      </Stack>
    </>
  );
}

function RemoveFactorButton({ username }: { username: string }) {
  const remove = useMutation({
    mutationFn: () => client.updateUser(username, { removeSecondFactor: true }),
    meta: { changes: ['user'], failed: 'Not removed' },
  });
  return (
    <ConfirmButton
      size="compact-sm"
      variant="default"
      c="red"
      loading={remove.isPending}
      question={`${username} is signed out everywhere, and signs in with the password only. Remove the second factor?`}
      verb="Remove it"
      onConfirm={() => remove.mutate()}
    >
      Remove the second factor
    </ConfirmButton>
  );
}

function UnlinkButton({ username, identity: { provider } }: { username: string; identity: Identity }) {
  const unlink = useMutation({
    mutationFn: () => client.updateUser(username, { unlink: provider }),
    meta: { changes: ['user'], failed: 'Not unlinked' },
  });
  return (
    <ConfirmButton
      size="compact-sm"
      variant="default"
      c="red"
      loading={unlink.isPending}
      question={`${username} is signed out everywhere, and no longer signs in with ${PROVIDER_WORDS[provider]}. Unlink it?`}
      verb="Unlink it"
      onConfirm={() => unlink.mutate()}
    >
      Unlink
    </ConfirmButton>
  );
}
