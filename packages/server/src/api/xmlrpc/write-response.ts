// SPDX-License-Identifier: Apache-2.0
import type { Fault, Value } from './value.ts';

const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<methodResponse>';

export function writeResponse(value: Value): string {
  return `${HEAD}<params><param>${valueText(value)}</param></params></methodResponse>\n`;
}

export function writeFault({ code, message }: Fault): string {
  return `${HEAD}<fault>${valueText({ faultCode: code, faultString: message })}</fault></methodResponse>\n`;
}

export function valueText(value: Value): string {
  return `<value>${typedText(value)}</value>`;
}

function typedText(value: Value): string {
  if (value === null) return '<nil/>';
  switch (typeof value) {
    case 'boolean':
      return `<boolean>${value ? 1 : 0}</boolean>`;
    case 'number':
      return numberText(value);
    case 'string':
      return `<string>${escaped(value)}</string>`;
  }
  if (value instanceof Date) return `<dateTime.iso8601>${compact(value)}</dateTime.iso8601>`;
  if (value instanceof Uint8Array) return `<base64>${Buffer.from(value).toString('base64')}</base64>`;
  if (Array.isArray(value)) return `<array><data>${value.map(valueText).join('')}</data></array>`;
  const members = Object.entries(value).map(
    ([name, each]) => `<member><name>${escaped(name)}</name>${valueText(each)}</member>`,
  );
  return `<struct>${members.join('')}</struct>`;
}

function numberText(value: number): string {
  if (!Number.isSafeInteger(value)) return `<double>${value}</double>`;
  return Math.abs(value) < 2 ** 31 ? `<int>${value}</int>` : `<i8>${value}</i8>`;
}

/** `20260131T12:00:00`, UTC. */
function compact(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll('-', '');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/**
 * All of ASCII: LAVA names no charset, clients then guess one, and no guess can spoil this. What XML cannot hold at all becomes
 * U+FFFD.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: -- those are what this is about
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/[&<>\r]/g, (character) => ENTITIES[character] as string)
    .replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}
