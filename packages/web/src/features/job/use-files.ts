// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../../data/queries.ts';
import { type FileAddresses, filesOf } from '../../log/addresses.ts';

/** The files that the job downloads. @param wanted false while what the reader looks at is still to come */
export function useFiles(id: number, wanted: boolean): FileAddresses {
  const { data } = useQuery({ ...queries.definition(id), enabled: wanted });
  return useMemo(() => filesOf(data ?? ''), [data]);
}
