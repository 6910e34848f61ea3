// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import { queryOptions } from '@tanstack/react-query';
import { client } from '../../data/client.ts';

/** Every minute: what was used changes all the time, and nothing says so. */
export const fairShare = queryOptions({
  queryKey: ['group', 'fair-share'],
  queryFn: ({ signal }) => fairShareMethods(client.withSignal(signal)).get(),
  refetchInterval: 60_000,
});
