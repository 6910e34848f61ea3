// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from './connection.ts';
import type { Match } from './console.ts';
import { fixedPattern, type Pattern } from './pattern.ts';

/** What a kernel in trouble prints first and last; the order decides when several start at one place. */
interface Trouble {
  start: Pattern;
  end: Pattern;
  /** As results name it; undefined: told from the text. */
  kind?: string;
  fatal?: true;
}

/** Our expressions are linear: what may come before an end is bounded, and a line that is longer ends at the bound. */
const REST = '(?:[^\\r\\n]{0,511}[\\r\\n]|[^\\r\\n]{512})';
const RULE = /=[\r\n]/g;
const LINE_END = /[\r\n]/g;
/** Of a task's trace, where the architecture prints one. */
const TASK_END = new RegExp(`</TASK>${REST}`, 'g');

const TROUBLES: readonly Trouble[] = [
  trouble(/-\[ cut here \]/g, new RegExp(`-\\[ end trace \\w{0,64} \\]-${REST}`, 'g')),
  trouble(/Unhandled fault/g, LINE_END, 'fault'),
  trouble(/BUG: KCSAN:/g, RULE, 'kcsan'),
  trouble(/BUG: KASAN:/g, RULE, 'kasan'),
  trouble(/BUG: KFENCE:/g, RULE, 'kfence'),
  trouble(/Oops(?: -|:)/g, LINE_END, 'oops'),
  trouble(/BUG: soft lockup - CPU#/g, TASK_END, 'soft-lockup'),
  trouble(/INFO: task [^\r\n]{1,64} blocked for more than \d/g, TASK_END, 'hung-task'),
  trouble(/INFO: rcu\w{0,32} (?:self-)?detected (?:expedited )?stall/g, TASK_END, 'rcu-stall'),
  trouble(/Out of memory: Killed process /g, LINE_END, 'oom'),
  trouble(/WARNING:/g, new RegExp(`end trace${REST}`, 'g'), 'warning'),
  trouble(/(?:kernel BUG at|BUG:)/g, LINE_END, 'bug'),
  trouble(/invalid opcode:/g, LINE_END, 'invalid opcode'),
  {
    ...trouble(/Kernel panic - not syncing/g, new RegExp(`end Kernel panic${REST}`, 'g'), 'panic'),
    fatal: true,
  },
  { ...trouble(/U-Boot SPL 20[0-9][0-9]/g, LINE_END, 'DUT_has_reset'), fatal: true },
];

const FATAL = TROUBLES.filter(({ fatal }) => fatal);

/** A board that starts again after a panic, as `panic=` on its command line asks: the panic's end will not come. */
const RESTART = fixedPattern(/Linux version [0-9]|U-Boot (?:[ST]PL )?20\d\d|SeaBIOS|UEFI firmware/g);

/** Silence after which the rest of a kernel's message is not expected any more, milliseconds. */
const END_TIME = 10_000;

export interface KernelMessage {
  kind: string;
  message: string;
}

/**
 * Waits on a console on which a kernel boots, and collects what it complains about meanwhile. A panic ends the wait, and so
 * does a board that starts again.
 */
export class KernelWatch {
  readonly messages: KernelMessage[] = [];
  readonly #connection: Connection;
  readonly #ignore: boolean;

  /** @param ignore do not look for kernel messages */
  constructor(connection: Connection, ignore: boolean) {
    this.#connection = connection;
    this.#ignore = ignore;
  }

  /**
   * The first of the patterns; undefined when the console is silent for `silence` milliseconds.
   * @throws LavaError `kernel-failure`, and what `Connection.expect` throws
   */
  async expect(
    progress: Progress,
    patterns: readonly Pattern[],
    silence?: number,
  ): Promise<Match | undefined> {
    const troubles = this.#ignore ? [] : TROUBLES;
    const all = [...troubles.map(({ start }) => start), ...patterns];
    for (;;) {
      const match = await this.#connection.expectOrSilence(
        progress,
        all,
        silence === undefined ? {} : { silence },
      );
      if (!match) return undefined;
      const found = troubles[match.index];
      if (!found) return { ...match, index: match.index - troubles.length };
      const interrupted = await this.#collect(progress, found, match, patterns);
      if (interrupted) return interrupted;
    }
  }

  /** Reads the message to its end; returns the match when one of `patterns` comes before. */
  async #collect(
    progress: Progress,
    found: Trouble,
    match: Match,
    patterns: readonly Pattern[],
  ): Promise<Match | undefined> {
    const begin = match.before.slice(match.before.lastIndexOf('\n') + 1) + (match.parts[0] ?? '');
    let end: Match | undefined;
    try {
      // Output of a board that starts again is not a prompt of what it ran before.
      const ends = [
        found.end,
        ...(found.fatal ? [RESTART] : [...FATAL.map(({ start }) => start), ...patterns]),
      ];
      end = await this.#connection.expectOrSilence(progress, ends, { silence: END_TIME });
    } catch (error) {
      // A board that is gone in the middle of a panic: the panic is the reason.
      if (found.fatal && this.#connection.closed === error)
        throw this.#failure(begin + this.#connection.unconsumed);
      throw error;
    }
    const whole = end?.index === 0;
    const message = whole ? (begin + end?.before + end?.parts[0]).slice(0, -1) : begin;
    if (found.fatal) {
      this.messages.push({ kind: found.kind ?? 'unknown', message });
      throw this.#failure(whole ? message : begin + (end?.before ?? this.#connection.unconsumed));
    }
    this.messages.push({ kind: found.kind ?? kindOf(message), message });
    if (!end || whole) return undefined;
    const worse = FATAL[end.index - 1];
    return worse
      ? await this.#collect(progress, worse, end, patterns)
      : { ...end, index: end.index - 1 - FATAL.length };
  }

  #failure(message: string): LavaError {
    const [first = ''] = message.trim().split(/[\r\n]/);
    return new LavaError(
      'kernel-failure',
      `the kernel failed before the prompt came: ${first.replace(/^\[[\s\d.]+\] /, '')}`,
    );
  }
}

function kindOf(message: string): string {
  if (message.includes('Oops')) return 'oops';
  if (message.includes('BUG')) return 'bug';
  return message.includes('WARNING') ? 'warning' : 'unknown';
}

function trouble(start: RegExp, end: RegExp, kind?: string): Trouble {
  return { start: fixedPattern(start), end: fixedPattern(end), ...(kind && { kind }) };
}
