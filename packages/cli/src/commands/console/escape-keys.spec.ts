// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { EscapeKeys } from './escape-keys.ts';

function taken(...pieces: string[]): string[] {
  const keys = new EscapeKeys();
  return pieces.flatMap((piece) =>
    [...keys.take(Buffer.from(piece))].map((each) => (typeof each === 'string' ? `<${each}>` : String(each))),
  );
}

describe('keys of the terminal', () => {
  it.each([
    [['ls ~/x\r'], ['ls ~/x\r']],
    [['~.'], ['<quit>']],
    [
      ['a\r~', 'b', 'c'],
      ['a\r', '<break>', 'c'],
    ],
    [['a~.'], ['a~.']],
    [['~~.'], ['~.']],
    [['~x'], ['~', 'x']],
    [['~w~r~?'], ['<take>', '<release>', '<help>']],
    [['~\r~.'], ['~', '\r', '<quit>']],
  ])('%j are %j', (pieces, expected) => {
    expect(
      taken(...pieces)
        .join('|')
        .replaceAll('\r|<', '\r<'),
    ).toBe(expected.join('|').replaceAll('\r|<', '\r<'));
  });
});
