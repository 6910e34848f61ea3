// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { EscapeFilter } from './escape.ts';
import { OUT_OF_TIME } from './guard.ts';
import { LineLog, type WriteLine } from './line-log.ts';
import type { Pattern } from './pattern.ts';
import { PatternThread } from './pattern-thread.ts';
import { type Found, searchElsewhere, searchHere } from './search.ts';

/** Unmatched text that is kept for patterns while somebody waits, and while nobody does; UTF-16 units. */
const WINDOW = 64 * 1024;
const IDLE_WINDOW = 1024 * 1024;

/** What a wait ended with. */
export interface Match {
  /** Which of the patterns. */
  index: number;
  pattern: Pattern;
  groups: Readonly<Record<string, string | undefined>>;
  /** The whole match, then its groups. */
  parts: readonly (string | undefined)[];
  /** Unconsumed text before the match, at most 64 KiB. */
  before: string;
}

export interface ExpectOptions {
  /** Give up with undefined when the console is silent for so long, milliseconds. */
  silence?: number;
  /** Search as if the text came line by line. */
  byLine?: boolean;
}

interface Waiter {
  patterns: readonly Pattern[];
  byLine: boolean;
  resolve(match: Match | undefined): void;
  reject(error: unknown): void;
}

/**
 * What a device says: bytes in, lines to the log, matches to who waits. Bytes that no match has consumed stay for the next
 * wait. A line is logged no later than the match in it is reported, and lines after the match are logged later, so the
 * log's order is that of what the dispatcher did.
 */
export class ConsoleText {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #escapes = new EscapeFilter();
  readonly #lines: LineLog;
  #text = '';
  /** Indexes into the text: consumed, seen by the current patterns, logged. */
  #from = 0;
  #scanned = 0;
  #logged = 0;
  #waiter: Waiter | undefined;
  #closed: LavaError | undefined;
  readonly #thread: PatternThread;
  /** A search in the other thread. Its indexes count on text that is not cut meanwhile. */
  #searching: Promise<void> | undefined;
  #searcher: Waiter | undefined;
  #lastData = performance.now();

  /** @param searchTime time for one search of a user's pattern, milliseconds */
  constructor(write: WriteLine, searchTime?: number) {
    this.#lines = new LineLog(write);
    this.#thread = new PatternThread(searchTime);
  }

  get closed(): LavaError | undefined {
    return this.#closed;
  }

  /** A search that takes long; until it ends, no more text should be fed. */
  get searching(): Promise<void> | undefined {
    return this.#searching;
  }

  feed(chunk: Uint8Array): void {
    this.#add(this.#escapes.push(this.#decoder.decode(chunk, { stream: true })));
  }

  /** No more will come. Whoever waits for what has not come gets the error. */
  close(error: LavaError): void {
    if (this.#closed) return;
    this.#add(this.#escapes.push(this.#decoder.decode()));
    this.#add(this.#escapes.end());
    this.#closed = error;
    this.#lines.all();
    this.#end();
  }

  /** Writes an unfinished line, such as a prompt, to the log. */
  flush(): void {
    this.#lines.all();
    this.#logged = this.#text.length;
  }

  /**
   * Waits for the first of the patterns; consumes everything up to its end.
   * @throws LavaError the reason of `progress`, the one of the closed console, `test-pattern`; `bug` when somebody waits
   *   already
   */
  async expect(
    progress: Progress,
    patterns: readonly Pattern[],
    options: ExpectOptions = {},
  ): Promise<Match | undefined> {
    progress.throwIfDone();
    if (this.#waiter)
      throw new LavaError(
        'bug',
        'two waits on one console at the same time: each would lose what the other sees',
      );
    this.#scanned = this.#from;
    const { promise, resolve, reject } = Promise.withResolvers<Match | undefined>();
    const waiter: Waiter = { patterns, byLine: options.byLine === true, resolve, reject };
    this.#waiter = waiter;
    this.#scan();
    this.#end();
    let timer: NodeJS.Timeout | undefined;
    const { silence } = options;
    if (silence !== undefined && this.#waiter) {
      this.#lastData = performance.now();
      const check = () => {
        // While a search runs, what has come already is not looked through yet.
        if (this.#searching) this.#lastData = performance.now();
        const left = this.#lastData + silence - performance.now();
        if (left <= 0) this.#settle((waiter) => waiter.resolve(undefined));
        else timer = setTimeout(check, Math.ceil(left));
      };
      timer = setTimeout(check, silence);
    }
    try {
      return await progress.race(promise);
    } finally {
      clearTimeout(timer);
      if (this.#waiter === waiter) this.#waiter = undefined;
      if (this.#searcher === waiter) this.#thread.stop();
    }
  }

  /** What came and was not consumed yet. */
  get unconsumed(): string {
    return this.#text.slice(this.#from);
  }

  /** Forgets what was not consumed. */
  discard(): void {
    this.#from = this.#text.length;
  }

  #add({ plain, shown }: { plain: string; shown: string }): void {
    if (plain === '' && shown === '') return;
    this.#lastData = performance.now();
    this.#text += plain;
    this.#lines.feed(shown);
    if (this.#waiter) this.#scan();
    else this.#logWhole();
    this.#trim(this.#waiter ? WINDOW : IDLE_WINDOW);
  }

  #scan(): void {
    const waiter = this.#waiter;
    if (!waiter || this.#searching) return;
    const { patterns, byLine } = waiter;
    const where = { text: this.#text, from: this.#from, scanned: this.#scanned };
    let found: Found | undefined | typeof OUT_OF_TIME;
    try {
      found = searchHere(patterns, where, byLine);
    } catch (error) {
      this.#settle(({ reject }) => reject(error));
      return;
    }
    if (found !== OUT_OF_TIME) {
      this.#conclude(waiter, found, where.text.length);
      return;
    }
    this.#searcher = waiter;
    this.#searching = searchElsewhere(patterns, where, byLine, (question) => this.#thread.answer(question))
      .then(
        (slowly) => () => this.#conclude(waiter, slowly, where.text.length),
        (error) => () => this.#settle(({ reject }) => reject(error)),
      )
      .then((conclude) => {
        this.#searching = undefined;
        this.#searcher = undefined;
        // Whoever asked may be gone: the deadline, or silence.
        if (this.#waiter === waiter) conclude();
        if (this.#text.length > where.text.length || this.#waiter !== waiter) this.#scan();
        this.#end();
      });
  }

  #conclude(waiter: Waiter, found: Found | undefined, scanned: number): void {
    if (found) this.#take(waiter, found);
    else {
      this.#scanned = scanned;
      if (scanned === this.#text.length) this.#logWhole();
    }
  }

  #take({ patterns }: Waiter, { index, hit }: Found): void {
    const end = hit.index + (hit.parts[0] ?? '').length;
    const before = this.#text.slice(this.#from, hit.index);
    this.#from = end;
    this.#logUntilLineEndAfter(end);
    // Its line end comes later; the record of the match must not come before that of the line.
    if (end === this.#text.length) this.flush();
    this.#settle((waiter) =>
      waiter.resolve({
        index,
        pattern: patterns[index] as Pattern,
        groups: hit.groups,
        parts: hit.parts,
        before,
      }),
    );
  }

  #logUntilLineEndAfter(end: number): void {
    const newline = this.#text.indexOf('\n', Math.max(0, end - 1));
    const until = newline < 0 ? end : newline + 1;
    let count = 0;
    for (let at = this.#text.indexOf('\n', this.#logged); at >= 0 && at < until; count++)
      at = this.#text.indexOf('\n', at + 1);
    this.#lines.lines(count);
    this.#logged = Math.max(this.#logged, until);
  }

  #logWhole(): void {
    this.#lines.wholeLines();
    this.#logged = this.#text.length;
  }

  /** Text that is consumed, or so old that no match may start in it, goes; in steps, as cutting copies. */
  #trim(window: number): void {
    if (this.#searching) return;
    this.#from = Math.max(this.#from, this.#text.length - window);
    if (this.#from < WINDOW) return;
    const cut = this.#from;
    this.#text = this.#text.slice(cut);
    this.#from = 0;
    this.#scanned = Math.max(0, this.#scanned - cut);
    this.#logged = Math.max(0, this.#logged - cut);
  }

  /** Ends the waits, since nothing will come, once what came is looked through. */
  #end(): void {
    if (!this.#closed || this.#searching) return;
    this.#settle(({ reject }) => reject(this.#closed));
    this.#thread.stop();
  }

  #settle(how: (waiter: Waiter) => void): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter) how(waiter);
  }
}
