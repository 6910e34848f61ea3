// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { EscapeFilter } from './escape.ts';

function filtered(pieces: readonly string[]) {
  const filter = new EscapeFilter();
  const parts = [...pieces.map((piece) => filter.push(piece)), filter.end()];
  return { plain: parts.map(({ plain }) => plain).join(''), shown: parts.map(({ shown }) => shown).join('') };
}

const SEQUENCES: [string, string][] = [
  ['a colour', '\x1b[1;31m'],
  ['a cursor position that is asked for', '\x1b[6n'],
  ['bracketed paste', '\x1b[?2004h'],
  ['a title, BEL', '\x1b]0;title\x07'],
  ['a title, ST', '\x1b]0;title with blanks\x1b\\'],
  ['a hyperlink', '\x1b]8;;http://x/y?z=1\x1b\\'],
  ['a title of screen', '\x1bktitle\x1b\\'],
  ['DCS', '\x1bP1$r0m\x1b\\'],
  ['DCS of several lines', '\x1bPq"1;1;2;2\n#0~~\r\n-\x1b\\'],
  ['APC', '\x1b_Gf=24;AAAA\x1b\\'],
  ['PM', '\x1b^private\x1b\\'],
  ['SOS', '\x1bXstart of string\x1b\\'],
  ['a character set', '\x1b(B'],
  ['alignment', '\x1b#8'],
  ['UTF-8', '\x1b%G'],
  ['a reset', '\x1bc'],
  ['keypad', '\x1b='],
  ['saved cursor', '\x1b7'],
  ['a string that is cancelled', '\x1b]0;ti\x18'],
  ['one inside of another', '\x1b]0;ti\x1b[0m'],
  ['C1 CSI', '\x9b31m'],
  ['C1 OSC', '\x9d0;t\x9c'],
  ['two escapes', '\x1b\x1b[K'],
];

describe('escape sequences', () => {
  it.each(SEQUENCES)('%s is not in the text that patterns see', (_, sequence) => {
    expect(filtered([`ro${sequence}ot#`]).plain).toBe('root#');
  });

  it('keeps only colours for the log', () => {
    expect(filtered(['\x1b[?25l\x1b[32mok\x1b[0m\x1b]0;t\x07\r\n']).shown).toBe('\x1b[32mok\x1b[0m\r\n');
  });

  it('that break off lose their introducer only', () => {
    expect(filtered(['a\x1b[31\r\nlogin: ']).plain).toBe('a[31\r\nlogin: ');
    expect(filtered(['a\x1b]0;half a title\r\nlogin: ']).plain).toBe('a]0;half a title\r\nlogin: ');
    expect(filtered([`a\x1b]${'x'.repeat(5000)} login: `]).plain).toContain(' login: ');
    expect(filtered([`a\x1b[${'1;'.repeat(500)} login: `]).plain).toContain(' login: ');
    expect(filtered(['end\x1b[']).plain).toBe('end[');
  });

  it('give the same text however the stream is cut', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return seed % below;
    };
    const pieces = [
      ...SEQUENCES.map(([, sequence]) => sequence),
      'text',
      '\r\n',
      '\x1b',
      '[',
      ']',
      'm',
      '\\',
      '\x07',
      ';',
      '9',
      'é',
      '\x1b]',
      '\x1bP',
      ' ',
      '\x9c',
    ];
    for (let round = 0; round < 400; round++) {
      const stream = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join('');
      const whole = filtered([stream]);
      expect(filtered([...stream])).toEqual(whole);
      for (let cut = 1; cut < stream.length; cut++)
        expect(filtered([stream.slice(0, cut), stream.slice(cut)])).toEqual(whole);
    }
  });
});
