// SPDX-License-Identifier: Apache-2.0
import type { LavaError } from '@lava/protocol/error/error.ts';

/** Problems of a refused request by the field that they are about; empty unless each has a field. */
export function fieldProblems({ problems }: LavaError, fields: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { message, where } of problems) {
    const field = where?.path?.map(String).find((part) => fields.includes(part));
    if (field === undefined) return {};
    found[field] ??= message;
  }
  return found;
}
