// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { Fault, NOT_XML } from './value.ts';

export interface Element {
  name: string;
  /** All text directly in it. */
  text: string;
  children: Element[];
}

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 200_000;
/** Characters that are parsed before others get a turn. */
const PIECE = 64 * 1024;

/**
 * A document without its attributes and comments. No document type is read, so no text can grow.
 * @throws Fault when it is not well-formed, or is larger than a call can be
 */
export async function parseXml(bytes: Uint8Array): Promise<Element> {
  const text = decode(bytes);
  const root: Element = { name: '', text: '', children: [] };
  const open = [root];
  let elements = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new Fault(NOT_XML, `the request is not well-formed XML: ${error.message}`);
  });
  parser.on('doctype', () => {
    throw new Fault(NOT_XML, 'a request must not have a document type');
  });
  parser.on('opentag', ({ name }) => {
    elements += 1;
    if (elements > MAX_ELEMENTS || open.length > MAX_DEPTH)
      throw new Fault(NOT_XML, `a request must have at most ${MAX_ELEMENTS} elements, ${MAX_DEPTH} deep`);
    const element = { name, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const append = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  for (let at = 0; at < text.length; at += PIECE) {
    parser.write(text.slice(at, at + PIECE));
    await setImmediate();
  }
  parser.close();
  return root.children[0] as Element;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Fault(NOT_XML, 'the request must be UTF-8');
  }
}
