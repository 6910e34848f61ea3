// SPDX-License-Identifier: Apache-2.0
import type { SessionAbility } from '@lava/protocol/api/auth.ts';
import { useQuery } from '@tanstack/react-query';
import { queries } from './queries.ts';

/** Whether the server lets this reader do it; it decides anyway, so this is only about what to show. */
export function useAbility(ability: SessionAbility): boolean {
  return useQuery(queries.session()).data?.may.includes(ability) ?? false;
}
