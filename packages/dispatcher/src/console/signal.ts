// SPDX-License-Identifier: Apache-2.0
import { codedPattern, type Hit } from './pattern.ts';
import { checked, isNumbered, repairedText } from './signal-sum.ts';

/** A line by which the device talks to the dispatcher: `<LAVA_SIGNAL_NAME text>`, or `<LAVA_TEST_RUNNER text>`. */
export interface Signal {
  name: string;
  text: string;
  /** A message of the kernel had cut into it and was taken out. */
  repaired: boolean;
  /** Something else has cut into it, or something is missing, so it cannot be read. */
  damaged: boolean;
  /** Which one it is of those that helpers have sent, from 1; undefined where these do not count. */
  number: number | undefined;
  /** As it stood on the console. */
  raw: string;
  /** Its line ends there, or another signal begins, as far as is known. */
  closed: boolean;
}

const MARK = '<LAVA_';
const KINDS = ['SIGNAL_', 'TEST_RUNNER '];
const LONGEST_START = MARK.length + 'TEST_RUNNER '.length;
export const RUNNER = 'TEST_RUNNER';

/** Longest signal, with everything that has cut into it, UTF-16 units. */
const LONGEST = 8 * 1024;

/** Most messages that may cut into one signal. */
const MOST_MESSAGES = 16;

/**
 * What the kernel prints on a console: perhaps a priority, a time stamp, perhaps with the number of a CPU or task, and the
 * rest of the line. Sticky: it is asked for at one place.
 */
const PRINTK =
  /[\r\n]{0,4}(?:<\d{1,3}>)?\[ {0,12}\d{1,12}\.\d{6}\](?:\[ {0,12}[CT]\d{1,12}\])? ([^\r\n]{0,4096})(\r{0,3}\n|\r(?!\n|$))/y;

/** It has begun there, or may have: what tells is still to come. */
const BEGUN =
  /[\r\n]{0,4}(?:<\d{0,3}>?)?(?:\[ {0,12}\d{0,12}(?:\.\d{0,6})?(?:(?<=\.\d{6})\][^\r\n]{0,4096}\r{0,3})?)?$/y;

/** The next signal; its group is the name, and the text after it. */
export const ANY_SIGNAL = codedPattern('<LAVA_…>', ['<'], find);

/** @param hit of {@link ANY_SIGNAL} */
export function readSignal({ groups, parts }: Pick<Hit, 'groups' | 'parts'>): Signal {
  const { name = '', text = '', state, number, next = '' } = groups;
  return {
    name,
    text,
    repaired: state === 'repaired',
    damaged: state === 'damaged',
    number: number === undefined ? undefined : Number(number),
    raw: parts[0] ?? '',
    closed: /^[\r\n<]?$/.test(next),
  };
}

function find(text: string, from: number): Hit | undefined {
  for (let at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
    const found = read(text, at);
    if (found) return found;
  }
  return undefined;
}

/** Reads one signal that starts at `start`; undefined when none does, or its end has not come yet. */
function read(text: string, start: number): Hit | undefined {
  const limit = Math.min(text.length, start + LONGEST);
  let body = '';
  let messages = 0;
  let doubtful = false;
  let at = start;
  for (;;) {
    const message = at > start ? skipPrintk(text, at, limit) : undefined;
    if (message === 'unfinished') return undefined;
    if (message) {
      messages += 1;
      if (messages > MOST_MESSAGES) return begun(body) ? hit(start, at, text, body, 'damaged') : undefined;
      // It may be the signal's own text and end, as the message of a kernel that a test repeats.
      doubtful ||= message.text.endsWith('>');
      at = message.end;
      continue;
    }
    if (at >= limit) break;
    const char = text[at] as string;
    // The next one begins: the end of this one is lost.
    if (char === '<' && at > start && begins(text, at)) return hit(start, at, text, body, 'damaged');
    body += char;
    at += 1;
    if (body.length <= LONGEST_START && !isStart(body)) return undefined;
    if (char === '>') {
      const state = doubtful || /[\r\n]/.test(body) ? 'damaged' : messages > 0 ? 'repaired' : 'whole';
      return hit(start, at, text, body.slice(0, -1), state);
    }
  }
  return limit < text.length && begun(body) ? hit(start, limit, text, body, 'damaged') : undefined;
}

function skipPrintk(
  text: string,
  at: number,
  limit: number,
): { end: number; text: string } | 'unfinished' | undefined {
  const char = text[at];
  if (char !== '[' && char !== '<' && char !== '\r' && char !== '\n') return undefined;
  PRINTK.lastIndex = at;
  const message = PRINTK.exec(text);
  if (message) return { end: PRINTK.lastIndex, text: message[1] ?? '' };
  BEGUN.lastIndex = at;
  return limit === text.length && BEGUN.test(text) ? 'unfinished' : undefined;
}

/** Whether `body` may be the beginning of a signal. */
function isStart(body: string): boolean {
  if (body.length <= MARK.length) return MARK.startsWith(body);
  const rest = body.slice(MARK.length);
  return KINDS.some((kind) => kind.startsWith(rest.slice(0, kind.length)));
}

/** Whether `body` is a signal for sure, however it ends. */
function begun(body: string): boolean {
  return KINDS.some((kind) => body.startsWith(MARK + kind));
}

function begins(text: string, at: number): boolean {
  return text.startsWith(MARK, at);
}

type State = 'whole' | 'repaired' | 'damaged';

function hit(start: number, end: number, text: string, body: string, state: State): Hit {
  const rest = body.slice(MARK.length).replace(/^SIGNAL_/, '');
  const { said, number, is } = judged(rest, state);
  const [, name = '', words = ''] = /^(\S*)(?: ([\s\S]*))?$/.exec(said) ?? [];
  return {
    index: start,
    parts: [text.slice(start, end)],
    groups: {
      name,
      text: words,
      next: text.slice(end, end + 1),
      state: name === '' ? 'damaged' : is,
      ...(number !== undefined && { number: String(number) }),
    },
  };
}

/** A sum that fits ends every doubt; one that does not is as good as no signal. */
function judged(rest: string, state: State): { said: string; number?: number; is: State } {
  const whole = checked(rest);
  if (whole) return { said: whole.text, number: whole.number, is: state === 'whole' ? 'whole' : 'repaired' };
  const found = repairedText(rest);
  if (found) return { said: found.text, number: found.number, is: 'repaired' };
  return { said: rest, is: isNumbered(rest) ? 'damaged' : state };
}
