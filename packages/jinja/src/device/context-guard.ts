// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { contextProblems } from '@lava/protocol/job/context-text.ts';
import { compose } from '@lava/yaml/compose.ts';
import { YAML_LIMITS } from '@lava/yaml/limits.ts';
import type { YamlNode } from '@lava/yaml/node.ts';

/** Characters by which a text can be more to YAML than a text. */
const MEANING = /[:#,&*!|>'"%@`{}[\]?\\<]/;
const ALL_MEANING = /[:#,&*!|>'"%@`{}[\]?\\<]/g;
/** Only at its start. */
const LIST = /^(-+|\.+)(?=\s|$)/;

/**
 * Renders a device's configuration with the context of a job, which may only change the values that the template gives it
 * to: the text is rendered a second time with the characters of the context that have a meaning in YAML replaced, and both must
 * be the same but for these characters.
 * @throws LavaError `job-invalid` when the context would change more; what `render` throws
 */
export function renderGuarded(
  render: (context: Readonly<Record<string, unknown>>) => string,
  context: Readonly<Record<string, unknown>>,
): string {
  const problems = contextProblems(context);
  if (problems[0]) throw new LavaError('job-invalid', problems[0].message, { problems });
  const text = render(context);
  const harmless = harmlessOf(context) as Record<string, unknown>;
  if (harmless === context) return text;
  let given: YamlNode | undefined;
  try {
    given = compose(text, YAML_LIMITS);
  } catch {
    // Whoever reads it says so, with the place.
    return text;
  }
  if (!isSame(given, composed(render(harmless)))) throw changed(context);
  return text;
}

function composed(text: string): YamlNode | undefined {
  try {
    return compose(text, YAML_LIMITS);
  } catch {
    // It differs from one that can be read.
    return undefined;
  }
}

/** The same value where nothing has a meaning. */
function harmlessOf(value: unknown): unknown {
  if (typeof value === 'string') return MEANING.test(value) || LIST.test(value) ? masked(value) : value;
  if (Array.isArray(value)) return replaced(value, value.map(harmlessOf));
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => [harmlessOf(key), harmlessOf(item)] as const);
    const same = [...value].every(([key, item], i) => key === pairs[i]?.[0] && item === pairs[i]?.[1]);
    return same ? value : new Map(pairs);
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const pairs = Object.entries(value).map(([key, item]) => [key, harmlessOf(item)] as const);
  return pairs.every(([key, item]) => item === (value as Record<string, unknown>)[key])
    ? value
    : Object.fromEntries(pairs);
}

function replaced(old: unknown[], now: unknown[]): unknown[] {
  return now.every((item, i) => item === old[i]) ? old : now;
}

function masked(text: string): string {
  return text.replace(LIST, (marks) => 'x'.repeat(marks.length)).replace(ALL_MEANING, 'x');
}

function isSame(a: YamlNode | undefined, b: YamlNode | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.tag !== b.tag) return false;
  if (a.kind === 'scalar')
    return b.kind === 'scalar' && a.plain === b.plain && masked(a.value) === masked(b.value);
  if (a.kind === 'sequence')
    return (
      b.kind === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isSame(item, b.items[i]))
    );
  return (
    b.kind === 'mapping' &&
    a.pairs.length === b.pairs.length &&
    a.pairs.every(([key, value], i) => isSame(key, b.pairs[i]?.[0]) && isSame(value, b.pairs[i]?.[1]))
  );
}

function changed(context: Readonly<Record<string, unknown>>): LavaError {
  const names = Object.entries(context)
    .filter(([, value]) => harmlessOf(value) !== value)
    .map(([name]) => name);
  return new LavaError(
    'job-invalid',
    `the context of the job (${names.join(', ')}) would change more of the device's configuration than its own values`,
    {
      hint: 'leave out characters that YAML gives a meaning to: a colon or # with a blank next to it, quotes, brackets',
    },
  );
}
