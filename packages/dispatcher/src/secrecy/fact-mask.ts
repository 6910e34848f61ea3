// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import { addressIn, isLoopback } from './address.ts';
import { type FactPatterns, factPatterns } from './fact-patterns.ts';
import type { Facts } from './facts.ts';
import { literalStart, replaceInPiece } from './literal-start.ts';
import { HIDDEN, publicCommand } from './public-command.ts';

/** A fact may come to light only after another was replaced; how often it is looked again at most. */
const PASSES = 4;

/** A longer word is not an address, and looking at it would take long. */
const LONGEST_WORD = 1_000;

/** Words in what a lab's own command says that may be an address. */
const WORD = /[^\s'"<>(){}|,;=]+/g;

/**
 * Hides facts of the device in texts for everybody. Hosts, passwords and whole commands are hidden wherever they stand; a
 * port only together with its host; a host's name that is an ordinary word only where a program speaks of a connection.
 */
export class FactMask {
  #patterns: FactPatterns | undefined;
  /** Public form by command. */
  readonly #lines = new Map<string, string>();
  readonly #hosts = new Set<string>();
  readonly #credentials = new Set<string>();
  readonly #ports = new Set<string>();

  /** Hides these too from now on. */
  learn({
    hosts = [],
    credentials = [],
    ports = [],
    lines = [],
  }: Partial<Record<keyof Facts, Iterable<string>>>): void {
    for (const host of hosts) this.#hosts.add(host);
    for (const port of ports) this.#ports.add(port);
    for (const credential of credentials) this.#credentials.add(credential);
    for (const line of lines) {
      const shown = publicCommand(line);
      if (shown.includes(HIDDEN)) this.#lines.set(line, shown);
    }
    this.#patterns = factPatterns({
      hosts: this.#hosts,
      credentials: this.#credentials,
      ports: this.#ports,
      lines: new Set(this.#lines.keys()),
    });
  }

  get hosts(): ReadonlySet<string> {
    return this.#hosts;
  }

  /** A text that may come from anywhere. */
  apply(text: string): string {
    const { everywhere } = this.#patterns ?? {};
    return everywhere ? this.#replace(text, everywhere) : text;
  }

  /** What a command of the lab said, or failed with: also what merely looks like an address, and ports. */
  applyToCommand(text: string): string {
    const { everywhere, inCommands } = this.#patterns ?? {};
    let shown = everywhere ? this.#replace(text, everywhere) : text;
    if (inCommands) shown = this.#replace(shown, inCommands);
    return shown.replace(WORD, hideAddress);
  }

  /**
   * A text of which some was given before, as pieces of one line.
   * @param before what came before of the same line
   * @param open more of the line may follow
   */
  applyToPiece(before: string, piece: string, open: boolean): string {
    const { everywhere } = this.#patterns ?? {};
    if (!everywhere) return piece;
    const text = before + piece;
    let { text: shown, end: at } = replaceInPiece(everywhere, before, piece, (found) => this.#shown(found));
    const beginning = open ? this.beginning(text, at) : text.length;
    shown += text.slice(at, beginning) + (beginning < text.length ? HIDDEN : '');
    return this.#replace(shown, everywhere);
  }

  /** Where at the end of the text, not before `from`, a fact may have begun; the text's length when nowhere. */
  beginning(text: string, from = 0): number {
    return literalStart(text, from, this.#patterns?.literals ?? []);
  }

  /** How much of a line must be remembered for its next piece. */
  get reach(): number {
    return this.#patterns?.longest ?? 0;
  }

  /** The value with every text in it masked, keys left as they are. */
  applyDeep<T>(value: T): T {
    return this.#patterns ? (this.#deep(value) as T) : value;
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.apply(value);
    if (Array.isArray(value)) return value.map((item) => this.#deep(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#deep(item)]));
  }

  #replace(text: string, pattern: RegExp): string {
    let shown = text;
    for (let pass = 0; pass < PASSES; pass++) {
      const before = shown;
      shown = before.replace(pattern, (found) => this.#shown(found));
      if (shown === before) break;
    }
    return shown;
  }

  #shown(found: string): string {
    return this.#lines.get(found) ?? HIDDEN;
  }
}

function hideAddress(word: string): string {
  if (word.length > LONGEST_WORD) return word;
  const [, inner = '', tail = ''] = /^(.*?)([.:!?]*)$/s.exec(word) ?? [];
  const address = addressIn(inner) ?? (isIP(inner) ? { host: inner } : undefined);
  if (!address || isLoopback(address.host)) return word;
  // `status:1` is not a host with a port.
  return address.user === undefined && /^[a-z]+$/i.test(address.host) && !word.includes('/')
    ? word
    : HIDDEN + tail;
}
