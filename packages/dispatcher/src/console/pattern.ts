// SPDX-License-Identifier: Apache-2.0
import { requiredLiterals } from './literals.ts';
import { pythonRegex } from './python-regex.ts';

const MAY_REPEAT = /[*+]|\{\d+,\}/;

/** Something to wait for on a console. */
export interface Pattern {
  /** As it stands in the job, the device configuration or our code; for the log. */
  readonly source: string;
  readonly regex: RegExp;
  /** Every match contains one of these; undefined when that cannot be told. */
  readonly literals: readonly string[] | undefined;
  /** May take for ever, so it runs under a deadline. */
  readonly guarded: boolean;
  /** Looks at one whole line at a time, without its line end; otherwise at the stream. */
  readonly perLine: boolean;
}

/**
 * A pattern of the user's.
 * @throws LavaError `test-pattern`
 */
export function pattern(source: string): Pattern {
  return fromRegex(pythonRegex(source), source, MAY_REPEAT.test(source));
}

/**
 * A pattern of the user's for the lines of a test's output.
 * @throws LavaError `test-pattern`
 */
export function linePattern(source: string): Pattern {
  return { ...pattern(source), perLine: true };
}

/**
 * A pattern of ours: known not to explode. The regex needs the flag `g`.
 * @param literal a text that is in every match, where that cannot be told from the expression
 */
export function fixedPattern(regex: RegExp, literal?: string): Pattern {
  const found = fromRegex(regex, regex.source, false);
  return literal === undefined ? found : { ...found, literals: [literal] };
}

/** The text itself, whatever characters are in it. */
export function literalPattern(text: string): Pattern {
  return { ...fromRegex(new RegExp(RegExp.escape(text), 'g'), text, false), literals: [text] };
}

function fromRegex(regex: RegExp, source: string, guarded: boolean): Pattern {
  const literals = regex.ignoreCase ? undefined : requiredLiterals(regex.source);
  return { source, regex, literals, guarded, perLine: false };
}
