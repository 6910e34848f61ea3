// SPDX-License-Identifier: Apache-2.0
import { MAX_FILTER } from '../api/jobs.ts';
import { LavaError, type Problem } from '../error/error.ts';
import { nearest } from '../error/nearest.ts';
import { FILTER_KEYS, type FilterKey } from './keys.ts';
import { TIME_MESSAGE, timeOf } from './time.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Parameters of the list of jobs, as an address has them. */
export type FilterValues = Record<string, string | string[]>;

/**
 * `type:qemu health:incomplete "boot test" after:7d` as parameters. Words without a key are searched for in descriptions, next to
 * each other.
 *
 * @param now milliseconds since 1970
 * @throws LavaError `request-invalid` with every problem and its column
 */
export function parseFilter(text: string, now: number): FilterValues {
  const { values, problems } = readFilter(text, now);
  if (problems.length === 0) return values;
  const message = problems.map((one) => `column ${one.where?.column}: ${one.message}`).join('; ');
  throw new LavaError('request-invalid', `filter: ${message}`, { problems });
}

/** The same, with the problems in addition to what could be read. */
export function readFilter(text: string, now: number): { values: FilterValues; problems: Problem[] } {
  const values: FilterValues = {};
  const problems: Problem[] = [];
  const words: string[] = [];
  if (text.length > MAX_FILTER)
    return { values, problems: [at(1, `must have at most ${MAX_FILTER} characters`)] };
  for (const token of tokensOf(text)) {
    const problem = token.open
      ? at(token.column, 'a quotation mark is never closed')
      : add(token, values, words, now);
    if (problem) problems.push(problem);
  }
  if (words.length > 0) values.search = words.join(' ');
  return { values, problems };
}

function add(token: Token, values: FilterValues, words: string[], now: number): Problem | undefined {
  const { key, value, column, not } = token;
  if (key === undefined) {
    if (not) return at(column, `words cannot be left out, only keys: -by:ann, found "-${value}"`);
    words.push(value);
    return undefined;
  }
  const known = Object.hasOwn(FILTER_KEYS, key) ? FILTER_KEYS[key] : undefined;
  if (!known) return unknownKey(key, column);
  const field = not ? known.not : known.field;
  if (field === undefined) return at(column, `${key}: cannot be turned round; only ${NEGATED} can`);
  if (Object.hasOwn(values, field))
    return at(column, `${key}: stands twice; several values of one key have commas between them`);
  if (value === '') return at(token.valueColumn, `${key}: needs a value`);
  const read = known.many ? value.split(',').map((one) => wordOf(known, one)) : wordOf(known, value);
  const wrong = wrongWord(known, [read].flat());
  if (wrong !== undefined)
    return at(
      token.valueColumn,
      `${key}: must be one of ${known.words?.join(', ')}, found "${wrong}"`,
      nearest(wrong, known.words ?? []),
    );
  const time = known.time ? timeOf(value, now) : undefined;
  if (known.time && time === undefined)
    return at(token.valueColumn, `${key}: ${TIME_MESSAGE}, found "${value}"`);
  values[field] = time ?? read;
  return undefined;
}

const NEGATED = Object.entries(FILTER_KEYS)
  .flatMap(([key, { not }]) => (not ? `-${key}:` : []))
  .join(', ');

function wordOf({ synonyms = {} }: FilterKey, value: string): string {
  return Object.hasOwn(synonyms, value) ? (synonyms[value] as string) : value;
}

function wrongWord({ words }: FilterKey, values: readonly string[]): string | undefined {
  return values.find((value) => value === '' || (words && !words.includes(value)));
}

function unknownKey(key: string, column: number): Problem {
  const meant = nearest(key, Object.keys(FILTER_KEYS));
  return at(
    column,
    `there is no key ${key}: ${meant ? `did you mean ${meant}:?` : `keys are ${Object.keys(FILTER_KEYS).join(', ')}`}`,
  );
}

function at(column: number, message: string, meant?: string): Problem {
  return { message, where: { column, path: ['filter'] }, ...(meant && { hint: `did you mean ${meant}?` }) };
}
