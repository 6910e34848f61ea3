// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ByteWindow } from './byte-window.ts';
import { encodeFrame, FrameReader } from './frames.ts';

const LIMITS = { header: 100, data: 1_000 };

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    const stream = Buffer.concat([encodeFrame({ n: 1 }, Buffer.from('data')), encodeFrame({ n: 2 })]);
    for (let cut = 1; cut <= stream.length; cut++) {
      const reader = new FrameReader(LIMITS);
      const found: string[] = [];
      for (let at = 0; at < stream.length; at += cut)
        for (const { header, data } of reader.push(stream.subarray(at, at + cut)))
          found.push(`${JSON.stringify(header)} ${data}`);
      expect(found).toEqual(['{"n":1} data', '{"n":2} ']);
    }
  });

  it('are refused when they are too long, before they are there', () => {
    const [long] = [encodeFrame({}, Buffer.alloc(1_001))];
    expect(() => new FrameReader(LIMITS).push(long?.subarray(0, 8) ?? Buffer.alloc(0))).toThrow('too long');
    expect(() => new FrameReader(LIMITS).push(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow('too long');
  });
});

describe('a window of bytes', () => {
  it('keeps the last, by their place in the stream', () => {
    const window = new ByteWindow(10);
    for (let n = 0; n < 10; n++) window.push(Buffer.from(`<${n}>`));
    expect([window.start, window.end]).toEqual([18, 30]);
    expect(String(window.read(window.start))).toBe('<6><7><8><9>');
    expect(String(window.read(19, 5))).toBe('6><7>');
    expect(String(window.read(30))).toBe('');
  });
});
