// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parseAnsi, plainText } from './ansi.ts';

describe('parseAnsi', () => {
  it('leaves plain text alone', () => {
    expect(parseAnsi('Linux version 6.1\t(amd64)')).toEqual([{ text: 'Linux version 6.1\t(amd64)' }]);
    expect(parseAnsi('')).toEqual([]);
  });

  it('turns colours into spans', () => {
    expect(parseAnsi('[\u001b[0;32m  OK  \u001b[0m] Started')).toEqual([
      { text: '[' },
      { text: '  OK  ', fg: 2 },
      { text: '] Started' },
    ]);
    expect(parseAnsi('\u001b[1;91mred\u001b[22mthin\u001b[39mplain')).toEqual([
      { text: 'red', bold: true, fg: 9 },
      { text: 'thin', bold: undefined, dim: undefined, fg: 9 },
      { text: 'plain', bold: undefined, dim: undefined, fg: undefined },
    ]);
  });

  it('knows 256 colours and true colour, in both spellings', () => {
    expect(parseAnsi('\u001b[38;5;208mx')[0]?.fg).toBe(208);
    expect(parseAnsi('\u001b[48;2;1;2;255mx')[0]?.bg).toBe('#0102ff');
    expect(parseAnsi('\u001b[38:5:208mx')[0]?.fg).toBe(208);
    expect(parseAnsi('\u001b[38;5;999999mx')[0]?.fg).toBe(255);
    expect(parseAnsi('\u001b[38mx')).toEqual([{ text: 'x', fg: undefined }]);
  });

  it('drops sequences that move the cursor, set titles or are cut off', () => {
    expect(plainText('\u001b[2J\u001b[1;1Hlogin:\u001b[K')).toBe('login:');
    expect(plainText('\u001b]0;evil title\u0007prompt')).toBe('prompt');
    expect(plainText('a\u001bPstring\u001b\\b\u001b(Bc\u001b[?25ld\u001b=e')).toBe('abcde');
    expect(plainText('cut\u001b')).toBe('cut');
    expect(plainText('cut\u001b[12')).toBe('cut');
  });

  it('overwrites after a carriage return or backspace, as a terminal does', () => {
    expect(plainText('10%\r55%\r100% done\r')).toBe('100% done');
    expect(plainText('loooong\rab')).toBe('abooong');
    expect(plainText('ab\b\bxy')).toBe('xy');
    expect(parseAnsi('\u001b[31mred\r\u001b[32mg')).toEqual([
      { text: 'g', fg: 2 },
      { text: 'ed', fg: 1 },
    ]);
  });

  it('names control characters and never lets text be reordered', () => {
    expect(parseAnsi('a\u0007b')).toEqual([{ text: 'a' }, { text: '^G', control: true }, { text: 'b' }]);
    expect(plainText('safe\u202egpj.exe')).toBe('safe<U+202E>gpj.exe');
    expect(plainText('\u0000\u007f\u009b')).toBe('^@^?<U+009B>');
  });
});
