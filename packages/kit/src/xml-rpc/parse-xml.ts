// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { NotXmlRpc } from './value.ts';

export interface Element {
  name: string;
  /** All text directly in it. */
  text: string;
  children: Element[];
}

const MAX_DEPTH = 100;
const MOST_ELEMENTS = 200_000;
/** Characters that are parsed before others get a turn. */
const PIECE = 64 * 1024;

/**
 * A document without its attributes and comments. No document type is read, so no text can grow.
 * @param most elements
 * @throws NotXmlRpc when it is not well-formed, or larger
 */
export async function parseXml(bytes: Uint8Array, most = MOST_ELEMENTS): Promise<Element> {
  const text = decode(bytes);
  const root: Element = { name: '', text: '', children: [] };
  const open = [root];
  let elements = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new NotXmlRpc('document', `is not well-formed XML: ${error.message}`);
  });
  parser.on('doctype', () => {
    throw new NotXmlRpc('document', 'must not have a document type');
  });
  parser.on('opentag', ({ name }) => {
    elements += 1;
    if (elements > most || open.length > MAX_DEPTH)
      throw new NotXmlRpc('document', `must have at most ${most} elements, ${MAX_DEPTH} deep`);
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
    throw new NotXmlRpc('document', 'must be UTF-8');
  }
}
