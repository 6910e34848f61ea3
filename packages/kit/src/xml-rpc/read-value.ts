// SPDX-License-Identifier: Apache-2.0
import type { Element } from './parse-xml.ts';
import { NotXmlRpc, type Value } from './value.ts';

/** @throws NotXmlRpc when it is not a value */
export function readValue({ text, children: [typed, ...more] }: Element): Value {
  if (!typed) return text;
  if (more.length > 0) throw noValue('a value must have one type');
  return (READERS.get(typed.name) ?? unknownType)(typed);
}

const READERS = new Map<string, (element: Element) => Value>([
  ['string', ({ text }) => text],
  ['int', integer],
  ['i4', integer],
  ['i8', integer],
  ['double', ({ text }) => numberOf(text, /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/, 'a number')],
  ['boolean', ({ text }) => numberOf(text, /^\s*[01]\s*$/, '0 or 1') === 1],
  ['nil', () => null],
  ['dateTime.iso8601', dateTime],
  ['base64', ({ text }) => Buffer.from(text, 'base64')],
  ['array', (element) => only(element, 'data').children.map(readValue)],
  ['struct', ({ children }) => Object.fromEntries(children.map(member))],
]);

function member(element: Element): [string, Value] {
  return [only(element, 'name').text, readValue(only(element, 'value'))];
}

function integer({ text }: Element): number {
  return numberOf(text, /^\s*[-+]?\d{1,15}\s*$/, 'an integer');
}

function numberOf(text: string, form: RegExp, what: string): number {
  if (!form.test(text)) throw noValue(`must be ${what}, found ${text.slice(0, 40)}`);
  return Number(text);
}

function dateTime({ text }: Element): Date {
  const [, year, month, day, time] = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d:\d\d:\d\d)Z?$/.exec(text.trim()) ?? [];
  const date = new Date(`${year}-${month}-${day}T${time}Z`);
  if (Number.isNaN(date.getTime()))
    throw noValue(`must be a time like 20260131T12:00:00, found ${text.slice(0, 40)}`);
  return date;
}

function unknownType({ name }: Element): never {
  throw noValue(`there is no type ${name.slice(0, 40)}`);
}

export function child(element: Element, name: string): Element | undefined {
  return element.children.find((each) => each.name === name);
}

export function only(element: Element, name: string): Element {
  const found = child(element, name);
  if (!found) throw noValue(`${element.name} must have a ${name}`);
  return found;
}

function noValue(message: string): NotXmlRpc {
  return new NotXmlRpc('content', message);
}
