// SPDX-License-Identifier: Apache-2.0
import type { Identity, IdentityProvider } from '@lava/protocol/api/auth.ts';
import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export const PROVIDER_WORDS: Record<IdentityProvider, string> = {
  ldap: 'Directory (LDAP)',
  oidc: 'OpenID Connect',
};

interface IdentityListProps {
  identities: readonly Identity[];
  /** Instead of the list when there are none. */
  none: string;
  /** At the end of each. */
  action?: (identity: Identity) => ReactNode;
}

/** Who signs in to an account besides its password. */
export function IdentityList({ identities, none, action }: IdentityListProps) {
  if (identities.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <Stack
      component="ul"
      gap="xs"
      m={0}
      p={0}
      maw={720}
      aria-label="Linked identities"
      style={{ listStyle: 'none' }}
    >
      {identities.map((identity) => (
        <Group component="li" key={identity.provider} justify="space-between" gap="sm" wrap="nowrap">
          <div style={{ minWidth: 0 }}>
            <Text fw={500}>{PROVIDER_WORDS[identity.provider]}</Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {identity.subject}
            </Text>
          </div>
          {action?.(identity)}
        </Group>
      ))}
    </Stack>
  );
}
