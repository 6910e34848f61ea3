// SPDX-License-Identifier: Apache-2.0
import { identityMethods } from '@lava/protocol/api/client/identities.ts';
import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { IdentityList } from '../../entities/account/identity-list.tsx';
import { Loaded } from '../../ui/page/loaded.tsx';

/** Who of a directory or provider signs in to the account. */
export function Identities() {
  const found = useQuery({
    queryKey: ['identities'],
    queryFn: ({ signal }) => identityMethods(client.withSignal(signal)).own(),
  });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Linked identities
      </Title>
      <Loaded query={found}>
        {({ items }) => (
          <IdentityList
            identities={items}
            none="None: only a password of this server signs in to your account. An admin can link it with somebody of a directory or provider."
          />
        )}
      </Loaded>
    </Stack>
  );
}
