// SPDX-License-Identifier: Apache-2.0

/** What a result says of a case that was expected and never reported, besides `fail`, which is LAVA's word for it. */
export const MISSED = { reason: 'expected, but not reported', missed: true } as const;

/** Whether nothing is known of the case but that it should have come: it did not fail. */
export function isMissed({
  result,
  metadata,
}: {
  result: string;
  metadata: Readonly<Record<string, unknown>>;
}): boolean {
  const { extra } = metadata;
  return (
    result === 'fail' &&
    typeof extra === 'object' &&
    extra !== null &&
    'missed' in extra &&
    extra.missed === true
  );
}
