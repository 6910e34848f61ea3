// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { requiredLiterals } from './literals.ts';
import { pythonRegex } from './python-regex.ts';

/** Longest expression of a user, UTF-16 units: compiling one cannot be interrupted. */
const LONGEST = 4096;

/** Where a pattern was found. */
export interface Hit {
  /** Where the match starts in the text. */
  index: number;
  /** The whole match, then its groups. */
  parts: readonly (string | undefined)[];
  groups: Readonly<Record<string, string | undefined>>;
}

/** Something to wait for on a console. */
export interface Pattern {
  /** As it is written in the job, the device configuration or our code; for the log. */
  readonly source: string;
  /** The first match that starts at `from` or later. */
  readonly find: (text: string, from: number) => Hit | undefined;
  /** The expression of a user, which may never finish: it runs under a deadline. Undefined for ours, which are linear. */
  readonly untrusted: RegExp | undefined;
  /** Every match contains one of these; undefined when that is not known. */
  readonly literals: readonly string[] | undefined;
  /** Looks at one whole line at a time, without its line end; otherwise at the stream. */
  readonly perLine: boolean;
}

/**
 * A pattern of the user's: of the job, of a test definition or of the device's configuration.
 * @throws LavaError `test-pattern`
 */
export function pattern(source: string): Pattern {
  if (source.length > LONGEST)
    throw new LavaError(
      'test-pattern',
      `a pattern must have at most ${LONGEST} characters, found ${source.length}: ${source.slice(0, 100)}…`,
    );
  const regex = pythonRegex(source);
  return { ...fromRegex(regex, source), untrusted: isQuick(regex.source) ? undefined : regex };
}

/**
 * A pattern of the user's for the lines of a test's output.
 * @throws LavaError `test-pattern`
 */
export function linePattern(source: string): Pattern {
  return { ...pattern(source), perLine: true };
}

/**
 * A pattern of ours. It must be linear: repetitions are bounded, or cannot begin at many places of one text. The regex needs
 * the flag `g`.
 * @param literal a text that is in every match, where the expression does not show it
 */
export function fixedPattern(regex: RegExp, literal?: string): Pattern {
  const found = fromRegex(regex, regex.source);
  return literal === undefined ? found : { ...found, literals: [literal] };
}

/** A pattern of ours that no expression can tell. */
export function codedPattern(name: string, literals: readonly string[], find: Pattern['find']): Pattern {
  return { source: name, find, untrusted: undefined, literals, perLine: false };
}

/** The text itself, whatever characters are in it. */
export function literalPattern(text: string): Pattern {
  return { ...fromRegex(new RegExp(RegExp.escape(text), 'g'), text), literals: [text] };
}

/**
 * One search of an expression.
 * @throws LavaError `test-pattern` when the engine cannot run it: too large, or too deep
 */
export function findRegex(regex: RegExp, source: string, text: string, from: number): Hit | undefined {
  regex.lastIndex = from;
  try {
    const match = regex.exec(text);
    return match ? { index: match.index, parts: [...match], groups: { ...match.groups } } : undefined;
  } catch (error) {
    throw unusable(source, error instanceof Error ? error.message : String(error));
  }
}

export function unusable(source: string, why: string): LavaError {
  return new LavaError('test-pattern', `the pattern cannot be searched: ${source}`, { hint: why });
}

function fromRegex(regex: RegExp, source: string): Pattern {
  const literals = regex.ignoreCase ? undefined : requiredLiterals(regex.source);
  return {
    source,
    find: (text, from) => findRegex(regex, source, text, from),
    untrusted: undefined,
    literals,
    perLine: false,
  };
}

/** Choices of an expression that is not repeated anywhere; each may double the ways to try at one place. */
const MAX_CHOICES = 4;
const MAX_QUICK = 128;

/** Whether the expression needs few steps at each place of any text: most prompts do, and the guard costs time. */
function isQuick(source: string): boolean {
  const plain = source.replace(/\\[^1-9k]/gs, '_').replace(/\(\?(?:<\w+>|:)/g, '(');
  if (source.length > MAX_QUICK || /[*+{\\]|\(\?/.test(plain)) return false;
  return (plain.match(/[?|]/g) ?? []).length <= MAX_CHOICES;
}
