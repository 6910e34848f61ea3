// SPDX-License-Identifier: Apache-2.0

/** Numbers from 0 to below 1, always the same for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What another CPU prints meanwhile; the last one is a further line of a message, without a time stamp. */
const MESSAGES = [
  '[  238.027544] usb 1-1: new high-speed device\r\n',
  '<6>[    5.299139][   T12] a > b -> c < d\r\n',
  '[12345.027544] one\r\n[12345.027545] two\r\n',
  '\r\n[    1.000001] eth0: link up\r\n',
  'bcdVersion must be 0x0100\r\n',
];

/** Kernel messages at any place of the text, one for so many of its characters on average. */
export function addNoise(text: string, random: () => number, distance: number): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const end = at + 1 + Math.floor(random() * 2 * distance);
    out += text.slice(at, end) + MESSAGES[Math.floor(random() * MESSAGES.length)];
    at = end;
  }
  return out;
}

/** The text without a part of its characters, each lost by itself. */
export function dropBytes(text: string, random: () => number, part: number): string {
  let out = '';
  for (const char of text) if (random() >= part) out += char;
  return out;
}
