// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { at, listOf } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';

type Path = (string | number)[];

/** Keys of `notify` that nothing acts on yet. */
const KEYS: readonly [string[], string][] = [
  [['recipients'], 'mail and IRC messages are not sent yet'],
  [['compare'], 'jobs are not compared for mails yet'],
  [['criteria', 'type'], 'the job is not compared with another yet'],
  [['criteria', 'dependency_query'], 'other jobs are not looked at yet'],
];

/** What of `notify` is accepted without an effect, each a warning at its place. */
export function notifyNotActedOn(notify: unknown): Problem[] {
  if (isEmptyValue(notify ?? null)) return [];
  return [
    ...KEYS.filter(
      ([path]) => !isEmptyValue(path.reduce<unknown>((value, key) => at(value, key), notify) ?? null),
    ).map(
      ([path, meaning]): Problem => ({
        severity: 'warning',
        message: `\`${path.at(-1)}\` has no effect yet: ${meaning}`,
        where: { path: ['notify', ...path] },
      }),
    ),
    ...addressProblems(at(notify, 'callback'), ['notify', 'callback']),
    ...listOf(at(notify, 'callbacks')).flatMap((each, n) =>
      addressProblems(each, ['notify', 'callbacks', n]),
    ),
  ];
}

/** LAVA takes any text for an address, and fails when the job is over. */
function addressProblems(callback: unknown, path: Path): Problem[] {
  const url = at(callback, 'url');
  if (typeof url !== 'string' || /^https?:\/\/[^/]/i.test(url)) return [];
  const message = '`url` cannot be called: it must begin with http:// or https:// and name a host';
  return [{ severity: 'warning', message, where: { path: [...path, 'url'] } }];
}
