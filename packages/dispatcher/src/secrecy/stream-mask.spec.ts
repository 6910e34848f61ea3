// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { FactMask } from './fact-mask.ts';
import { Mask } from './mask.ts';
import { StreamMask } from './stream-mask.ts';

function streamMask(): StreamMask {
  const facts = new FactMask();
  facts.learn({ hosts: ['pdu-1.lab', '10.1.2.3'], ports: ['2001'] });
  return new StreamMask([new Mask(['hunter2hunter2', 'grün&blau']).forBytes(), facts]);
}

const TEXT =
  'login hunter2hunter2 at pdu-1.lab\r\nTrying 10.1.2.3 2001...\r\n\x1b[31mgrün&blau\x1b[0m hun, hunted\r\n$ ';
const SHOWN = 'login [MASKED] at <device>\r\nTrying <device>...\r\n\x1b[31m[MASKED]\x1b[0m hun, hunted\r\n$ ';

/** The text through a mask, cut after so many bytes each. */
function cutEvery(length: number): string {
  const mask = streamMask();
  const bytes = Buffer.from(TEXT);
  const shown: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += length) shown.push(mask.push(bytes.subarray(at, at + length)));
  return Buffer.concat(shown).toString();
}

describe('what people see of a console', () => {
  it('hides secrets and facts, and leaves every other byte as it is', () => {
    expect(cutEvery(1_000)).toBe(SHOWN);
    const binary = Buffer.from([0, 0xff, 0xfe, 0x80, 10, 0xc3]);
    expect(streamMask().push(binary)).toEqual(binary);
  });

  it('shows no more than the first three characters of them, however it is cut', () => {
    for (let length = 1; length < 60; length++) {
      const shown = cutEvery(length);
      for (const part of ['ter2hunter2', 'u-1.lab', '1.2.3', 'n&blau', '2001'])
        expect(shown).not.toContain(part);
      expect(shown).toContain('hun, hunted\r\n$ ');
    }
  });

  it('does not hold back what a person types, before it may be something hidden', () => {
    const mask = streamMask();
    const shown = [...'pdu-2'].map((key) => String(mask.push(Buffer.from(key))));
    expect(shown).toEqual(['p', 'd', 'u', '', '-2']);
  });
});
