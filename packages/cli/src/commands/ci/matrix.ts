// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { UsageError } from '../../exit-code.ts';
import { readInput } from '../../input/text.ts';
import { fillIn, placesIn, type Values } from './fill-in.ts';
import { plainLine } from './plain-line.ts';

/** More jobs of one pipeline are taken for a mistake. */
export const MOST_JOBS = 200;

/** `name=value`, for every job. */
export const Setting: z.ZodType<[string, string], string> = assignment().transform(({ name, rest }) => [
  name,
  rest,
]);

/** `name=first,second`: a job for each. */
export const Axis: z.ZodType<[string, string[]], string> = assignment().transform(({ name, rest }) => [
  name,
  rest.split(','),
]);

function assignment() {
  return z.string().transform((text, context) => {
    const [, name, rest] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && rest !== undefined) return { name, rest };
    context.addIssue({ code: 'custom', message: 'must be name=value' });
    return z.NEVER;
  });
}

/** A job of a pipeline. */
export interface PlannedJob {
  /** The file, with the values that tell it from the others. */
  name: string;
  file: string;
  definition: string;
}

/**
 * The jobs of some files: each file with each combination of values.
 * @throws UsageError with every variable that is missing, given twice or used nowhere; when there are too many jobs
 */
export function planJobs(
  files: readonly string[],
  settings: readonly [string, string][],
  axes: readonly [string, string[]][],
): PlannedJob[] {
  const texts = files.map((file) => ({ file, text: readInput(file) }));
  const names = [...settings, ...axes].map(([name]) => name);
  if (names.length > 0) refuseNames(texts, names);
  const combinations = combine(axes);
  if (texts.length * combinations.length > MOST_JOBS)
    throw new UsageError(
      `a pipeline must have at most ${MOST_JOBS} jobs, found ${texts.length * combinations.length}`,
    );
  return texts.flatMap(({ file, text }) =>
    combinations.map((chosen) => {
      const values: Values = new Map([...settings, ...chosen]);
      const told = chosen.map(([name, value]) => `${name}=${value}`).join(', ');
      return {
        name: plainLine(told === '' ? file : `${file}, ${told}`),
        file,
        definition: names.length === 0 ? text : fillIn(file, text, values),
      };
    }),
  );
}

function refuseNames(texts: readonly { file: string; text: string }[], names: readonly string[]): void {
  const used = new Set(texts.flatMap(({ text }) => [...placesIn(text)]));
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  const problems = [
    ...twice.map((name) => `the variable ${name} must be given once`),
    ...names.filter((name) => !used.has(name)).map((name) => `no definition has a place {{ ${name} }}`),
    ...texts.flatMap(({ file, text }) =>
      [...placesIn(text)]
        .filter((name) => !names.includes(name))
        .map((name) => `${file}: {{ ${name} }} has no value; give it with --set or --matrix`),
    ),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}

function combine(axes: readonly [string, string[]][]): [string, string][][] {
  return axes.reduce<[string, string][][]>(
    (before, [name, values]) => {
      if (before.length * values.length > MOST_JOBS)
        throw new UsageError(`a pipeline must have at most ${MOST_JOBS} jobs; the matrix has more`);
      return before.flatMap((chosen) =>
        values.map((value): [string, string][] => [...chosen, [name, value]]),
      );
    },
    [[]],
  );
}
