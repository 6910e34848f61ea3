// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { queries } from './queries.ts';

/** Whether to show what only admins may do; the server decides anyway. */
export function useAdmin(): boolean {
  return useQuery(queries.session()).data?.user?.admin ?? false;
}
