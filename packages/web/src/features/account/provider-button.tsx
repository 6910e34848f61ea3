// SPDX-License-Identifier: Apache-2.0
import { Button, Divider } from '@mantine/core';

/** @param to page to show afterwards */
export function ProviderButton({ label, to }: { label: string; to: string }) {
  return (
    <>
      <Divider label="or" my="md" />
      <Button
        component="a"
        href={`/api/v1/session/oidc?to=${encodeURIComponent(to)}`}
        variant="default"
        fullWidth
      >
        Sign in with {label}
      </Button>
    </>
  );
}
