// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { readConditions } from '@lava/protocol/filter/lava-conditions.ts';
import { at, listOf } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';

type Path = (string | number)[];

/** What of `notify` is accepted without an effect, each a warning at its place. */
export function notifyNotActedOn(notify: unknown): Problem[] {
  if (isEmptyValue(notify ?? null)) return [];
  const query = at(at(notify, 'compare'), 'query');
  return [
    ...conditionProblems(at(at(notify, 'criteria'), 'dependency_query'), ['criteria', 'dependency_query']),
    ...conditionProblems(at(query, 'conditions'), ['compare', 'query', 'conditions']),
    ...listOf(at(notify, 'recipients')).flatMap((each, n) =>
      recipientProblems(at(each, 'to'), ['recipients', n, 'to']),
    ),
    ...addressProblems(at(notify, 'callback'), ['callback']),
    ...listOf(at(notify, 'callbacks')).flatMap((each, n) => addressProblems(each, ['callbacks', n])),
  ];
}

function warning(path: Path, message: string): Problem {
  return { severity: 'warning', message, where: { path: ['notify', ...path] } };
}

function conditionProblems(conditions: unknown, path: Path): Problem[] {
  if (isEmptyValue(conditions ?? null)) return [];
  try {
    readConditions(conditions, Date.now());
    return [];
  } catch (thrown) {
    const message = (thrown as Error).message;
    return [warning(path, `\`${path.at(-1)}\` is not understood, so nobody is notified by it: ${message}`)];
  }
}

function recipientProblems(to: unknown, path: Path): Problem[] {
  if (at(to, 'method') === 'irc')
    return [warning([...path, 'method'], '`method` has no effect yet: no IRC messages are sent')];
  return [];
}

/** LAVA takes any text for an address, and fails when the job is over. */
function addressProblems(callback: unknown, path: Path): Problem[] {
  const url = at(callback, 'url');
  if (typeof url !== 'string' || /^https?:\/\/[^/]/i.test(url)) return [];
  return [
    warning(
      [...path, 'url'],
      '`url` cannot be called: it must begin with http:// or https:// and name a host',
    ),
  ];
}
