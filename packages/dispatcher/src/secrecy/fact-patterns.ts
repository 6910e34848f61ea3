// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import type { Facts } from './facts.ts';
import { HIDDEN } from './public-command.ts';

export interface FactPatterns {
  /** What is hidden wherever it stands; undefined when that is nothing. */
  everywhere: RegExp | undefined;
  /** What is hidden in addition where a command of the lab speaks. */
  inCommands: RegExp | undefined;
  /** The facts that `everywhere` finds by themselves, in lower case. */
  literals: readonly string[];
  /** Length of the longest text that is hidden as one, with some room for a port. */
  longest: number;
}

/** Words before the name of a host that make it one: `Connected to pdu`, `//pdu`, `root@pdu`. */
const SPOKEN_OF = String.raw`(?:\b(?:connect(?:ed|ing)? to|trying|resolve(?: hostname)?|host(?:name)?|address|lookup|server)[\s:=]{1,2}['"]?|\/\/|@)`;
/** What may be between a host and its port: `pdu:23`, `pdu port 23`, `pdu 23`, `[::1]:23`, `pdu, 23`. */
const PORT_AFTER = String.raw`(?:\]?(?::|,?\s{1,2}(?:port\s{1,2})?)(?:PORTS)(?!\d))?`;

export function factPatterns({ hosts, credentials, ports, lines }: Facts): FactPatterns {
  const known = [...hosts].filter(usable);
  const [distinct, words] = split(known, isDistinctHost);
  const [secrets, weak] = split([...credentials].filter(usable), isDistinctSecret);
  const port = portAfter(ports);
  const edge = (names: readonly string[]) =>
    names.length === 0 ? [] : [`(?<![a-z0-9])(?:${alternatives(names)})(?![a-z0-9])${port}`];
  const numeric = distinct.filter((host) => isIP(host) === 4);
  const named = distinct.filter((host) => isIP(host) !== 4);
  const everywhere = [
    ...(lines.size > 0 ? [`(?<![a-z0-9])(?:${alternatives(lines)})(?![a-z0-9])`] : []),
    ...secrets
      .flatMap(spellings)
      .sort(longestFirst)
      .map((text) => RegExp.escape(text)),
    ...(numeric.length > 0 ? [`(?<!\\d)(?<!\\d\\.)(?:${alternatives(numeric)})(?!\\d|\\.\\d)${port}`] : []),
    ...edge(named),
    ...words.map((word) => {
      const name = RegExp.escape(word);
      // The name first: what comes before it is looked at only where it is.
      return `${name}(?<=${SPOKEN_OF}${name})(?![a-z0-9])${port}`;
    }),
  ];
  const inCommands = [
    ...edge([...words, ...weak]),
    ...(ports.size > 0
      ? [`(?<=\\b(?:port|outlet|relay|channel|socket)\\W{1,3})(?:${alternatives(ports)})(?!\\d)`]
      : []),
  ];
  const texts = [...distinct, ...secrets].map((text) => text.toLowerCase());
  return {
    everywhere: pattern(everywhere),
    inCommands: pattern(inCommands),
    literals: texts,
    longest: Math.max(0, ...[...lines, ...texts].map((text) => text.length)) + ' port 65535'.length + 64,
  };
}

/** A name with a digit, dot or hyphen is one of a lab; other names are words that any log may have. */
function isDistinctHost(host: string): boolean {
  return host.length >= 4 && /[\d.:-]/.test(host);
}

/** Neither a short number nor an ordinary word. */
function isDistinctSecret(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  return text.length >= (kinds > 1 ? 4 : 8);
}

/** What is a part of the mask itself cannot be hidden by it. */
function usable(text: string): boolean {
  return text !== '' && !HIDDEN.toLowerCase().includes(text.toLowerCase());
}

/** How a secret may be written in a URL or in JSON, and in bytes that are read as single characters. */
function spellings(text: string): string[] {
  return [
    ...new Set([
      ...[text, encodeURIComponent(text), decoded(text), JSON.stringify(text).slice(1, -1)],
      asBytes(text),
    ]),
  ].filter(isDistinctSecret);
}

/** A text in UTF-8 with a character for each byte, as streams are read that may be anything. */
export function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign of its own
  }
}

function portAfter(ports: ReadonlySet<string>): string {
  return PORT_AFTER.replace('PORTS', ports.size === 0 ? '\\d{1,5}' : `${alternatives(ports)}|\\d{4,5}`);
}

function alternatives(texts: Iterable<string>): string {
  return [...texts]
    .sort(longestFirst)
    .map((text) => RegExp.escape(text))
    .join('|');
}

/** Host names are the same in upper case; a secret that is not is hidden too. */
function pattern(parts: readonly string[]): RegExp | undefined {
  return parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'gi');
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}

function split(texts: readonly string[], isFirst: (text: string) => boolean): [string[], string[]] {
  return [texts.filter(isFirst), texts.filter((text) => !isFirst(text))];
}
