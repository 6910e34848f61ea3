// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import type { YamlLimits } from './limits.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { foldedWithSeparators, isBlock, isQuoted, parserEvents } from './parser-text.ts';
import { fromParser, placeOf, syntaxError } from './problem.ts';
import { refuseBadEscape, refuseDense, refuseOddKey, refuseTabs } from './refusals.ts';

const NON_PRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Parses a text into its node graph; undefined for an empty document.
 *
 * @throws LavaError `yaml-syntax` with the place, `too-large` beyond a limit
 */
export function compose(text: string, limits: YamlLimits): YamlNode | undefined {
  if (text.length > limits.characters) {
    throw new LavaError(
      'too-large',
      `The YAML has ${text.length} characters; the limit is ${limits.characters}.`,
    );
  }
  refuseDense(text, limits);
  const control = NON_PRINTABLE.exec(text);
  if (control) {
    const code = (control[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    const hint = 'Write it as an escape in double quotes, e.g. "\\e".';
    throw syntaxError(text, control.index, `the character U+${code} is not allowed`, hint);
  }
  let parsed: { source: string; events: Event[] };
  try {
    parsed = parserEvents(text, limits.depth);
  } catch (error) {
    throw fromParser(text, error);
  }
  return new Composer(text, parsed.source, parsed.events, limits).document();
}

/** Walks the parser's events once. Recursion is bounded by the parser's own limit on depth. */
class Composer {
  readonly #text: string;
  /** What the parser read: see `parserEvents`. */
  readonly #source: string;
  readonly #events: Event[];
  readonly #limits: YamlLimits;
  #next = 0;
  /** End of the last token seen: the place of an empty node, which has none of its own. */
  #last = 0;
  /** Whether that token is a text without quotes. */
  #plain = false;
  #anchors = new Map<string, YamlNode>();
  #open = new Set<YamlNode>();
  /** Brackets and braces that are open. */
  #flowDepth = 0;
  #tagHandles = new Map<string, string>();

  constructor(text: string, source: string, events: Event[], limits: YamlLimits) {
    this.#text = text;
    this.#source = source;
    this.#events = events;
    this.#limits = limits;
  }

  document(): YamlNode | undefined {
    const first = this.#events[this.#next++];
    if (first === undefined) return undefined;
    if (first.type === EVENT_ID.DOCUMENT) {
      for (const directive of first.directives) {
        if (directive.kind === 'tag') this.#tagHandles.set(directive.handle, directive.prefix);
      }
    }
    const root = this.#node();
    const end = /^(?:---|\.\.\.)/m.exec(this.#text.slice(this.#last))?.index;
    this.#refuseTabs(
      end === undefined ? this.#text.length : this.#last + end,
      root.kind === 'scalar' && this.#plain && root.value !== '',
    );
    this.#next++;
    if (this.#next < this.#events.length) {
      const hint = 'Remove the `---` line, or submit the documents one by one.';
      throw syntaxError(this.#text, this.#last, 'expected one YAML document, but another follows here', hint);
    }
    return root;
  }

  #node(): YamlNode {
    const event = this.#events[this.#next++] as Event;
    const node = this.#nodeOf(event);
    if (node.size > this.#limits.nodes) {
      throw new LavaError(
        'too-large',
        `The YAML has more than ${this.#limits.nodes} values, with aliases expanded.`,
      );
    }
    if (node.depth > this.#limits.depth) {
      throw new LavaError('too-large', `The YAML is nested deeper than ${this.#limits.depth} levels.`);
    }
    return node;
  }

  #nodeOf(event: Event): YamlNode {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event);
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.SEQUENCE: {
        const start = this.#start(event, event.start);
        const tag = this.#tag(event.tagStart, event.tagEnd);
        const node: SequenceNode = { kind: 'sequence', tag, start, size: 1, depth: 1, items: [] };
        this.#anchor(event, node);
        return this.#within(node, event.style === COLLECTION_STYLE.FLOW, () => {
          const item = this.#node();
          node.items.push(item);
          grow(node, item);
        });
      }
      case EVENT_ID.MAPPING: {
        const start = this.#start(event, event.start);
        const tag = this.#tag(event.tagStart, event.tagEnd);
        const node: MappingNode = {
          kind: 'mapping',
          tag,
          start,
          size: 1,
          depth: 1,
          pairs: [],
          merged: false,
        };
        this.#anchor(event, node);
        const flow = event.style === COLLECTION_STYLE.FLOW;
        return this.#within(node, flow, () => {
          if (!flow) this.#refuseOddKey(node);
          const key = this.#node();
          const value = this.#node();
          node.pairs.push([key, value]);
          grow(node, key);
          grow(node, value);
        });
      }
      default:
        throw new LavaError('bug', `unexpected event ${event.type} of the YAML parser`);
    }
  }

  #refuseOddKey(node: MappingNode): void {
    const event = this.#events[this.#next];
    const first = node.pairs.length === 0;
    if (event?.type !== EVENT_ID.SCALAR) return;
    const own = isQuoted(event) ? event.valueStart - 1 : event.valueStart;
    const begins = [own, event.tagStart, event.anchorStart - 1].filter((at) => at >= 0);
    const key = begins.length === 0 ? undefined : Math.min(...begins);
    refuseOddKey(this.#text, first && key === undefined ? node.start : this.#last, key, first);
  }

  #refuseTabs(to: number, root = false): void {
    if (
      this.#flowDepth === 0 &&
      to > this.#last &&
      !(root && !this.#text.slice(this.#last, to).includes('#'))
    )
      refuseTabs(this.#text, this.#last, to, this.#plain);
  }

  /** Reads entries up to the collection's end. While it is open an alias to it would be a cycle. */
  #within<N extends YamlNode>(node: N, flow: boolean, entry: () => void): N {
    this.#open.add(node);
    if (flow) this.#flowDepth++;
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) entry();
    this.#next++;
    this.#open.delete(node);
    if (flow) this.#flowDepth--;
    return node;
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const own = event.valueStart < 0 ? this.#last : event.valueStart - (isQuoted(event) ? 1 : 0);
    const start = this.#start(event, own);
    refuseBadEscape(this.#text, event);
    if (
      this.#flowDepth > 0 &&
      event.style === SCALAR_STYLE.PLAIN &&
      this.#text.charAt(event.valueStart) === ':'
    ) {
      const hint = 'Quote the text if its colon belongs to it.';
      throw syntaxError(this.#text, start, 'a colon cannot begin a text within brackets or braces', hint);
    }
    if (event.valueEnd > this.#last) this.#last = event.valueEnd;
    this.#plain = event.style === SCALAR_STYLE.PLAIN;
    const node: ScalarNode = {
      kind: 'scalar',
      tag: this.#tag(event.tagStart, event.tagEnd),
      start,
      size: 1,
      depth: 1,
      value: this.#scalarText(event),
      // A single `!` leaves the type to be found from the text, also of a quoted one (libyaml).
      plain: event.style === SCALAR_STYLE.PLAIN || this.#isBareTag(event),
    };
    this.#anchor(event, node);
    return node;
  }

  #isBareTag(event: ScalarEvent): boolean {
    return event.tagEnd - event.tagStart === 1 && this.#text.charAt(event.tagStart) === '!';
  }

  /** PyYAML adds no line break to a block scalar that ends with the text, in the middle of a line. */
  #scalarText(event: ScalarEvent): string {
    const value = foldedWithSeparators(this.#text, event) ?? getScalarValue(this.#source, event);
    const cut = isBlock(event) && event.valueEnd === this.#text.length && !/[\r\n]$/.test(this.#text);
    return cut && value.endsWith('\n') ? value.slice(0, -1) : value;
  }

  #alias(from: number, to: number): YamlNode {
    const name = this.#text.slice(from, to);
    this.#last = to;
    const node = this.#anchors.get(name);
    if (!node)
      throw syntaxError(this.#text, from - 1, `\`*${name}\` names no anchor: there is no \`&${name}\` above`);
    if (this.#open.has(node)) {
      throw syntaxError(this.#text, from - 1, `\`*${name}\` stands inside of what it names`);
    }
    return node;
  }

  #anchor(event: { anchorStart: number; anchorEnd: number }, node: YamlNode): void {
    if (event.anchorStart < 0) return;
    this.#last = Math.max(this.#last, event.anchorEnd);
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const first = this.#anchors.get(name);
    if (first) {
      const { line } = placeOf(this.#text, first.start);
      throw syntaxError(
        this.#text,
        event.anchorStart - 1,
        `\`&${name}\` names two things; the first is on line ${line}`,
      );
    }
    this.#anchors.set(name, node);
  }

  /** The leftmost of tag, anchor and the node's own first character. */
  #start(event: { anchorStart: number; tagStart: number; tagEnd: number }, own: number): number {
    let start = own;
    if (event.anchorStart >= 0) start = Math.min(start, event.anchorStart - 1);
    if (event.tagStart >= 0) start = Math.min(start, event.tagStart);
    this.#refuseTabs(start);
    this.#plain = false;
    this.#last = Math.max(this.#last, own, event.tagEnd);
    return start;
  }

  #tag(from: number, to: number): string | undefined {
    if (from < 0) return undefined;
    const raw = this.#text.slice(from, to);
    if (raw === '!') return undefined;
    if (raw.startsWith('!<')) return unescapeTag(raw.slice(2, -1));
    const handleEnd = raw.indexOf('!', 1);
    const handle = handleEnd < 0 ? '!' : raw.slice(0, handleEnd + 1);
    const prefix = this.#tagHandles.get(handle) ?? (handle === '!!' ? 'tag:yaml.org,2002:' : handle);
    return prefix + unescapeTag(raw.slice(handle.length));
  }
}

function grow(parent: YamlNode, child: YamlNode): void {
  parent.size += child.size;
  parent.depth = Math.max(parent.depth, child.depth + 1);
}

function unescapeTag(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8 behind the percent signs: no known tag is, so the name as written serves the message.
    return text;
  }
}
