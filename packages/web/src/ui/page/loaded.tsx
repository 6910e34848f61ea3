// SPDX-License-Identifier: Apache-2.0
import { Center, Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorAlert } from '../error/error-alert.tsx';

/** The data of a query once it is there; until then that it loads, or why it does not. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorAlert error={query.error} />;
  return (
    <Center py="xl">
      <Loader size="sm" role="img" aria-label="Loading" />
    </Center>
  );
}
