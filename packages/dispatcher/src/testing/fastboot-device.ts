// SPDX-License-Identifier: Apache-2.0
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Kinds of packets of fastboot over UDP, the first byte of each; two bytes of flags and number follow. */
const QUERY = 1;
const INIT = 2;
const FASTBOOT = 3;
const HEADER = 4;
const VERSION = 1;
const LARGEST = 8192;

/** A device in fastboot over UDP, for Debian's program. */
export interface FastbootDevice extends Disposable {
  /** What fastboot takes for its serial number. */
  serial: string;
  /** Commands, in their order; for those with data, its text comes after. */
  heard: string[];
}

/**
 * @param refuses answers to commands that fail
 * @param deaf ends to listen at this command
 */
export async function fastbootDevice({
  refuses = {},
  deaf,
}: {
  refuses?: Record<string, string>;
  deaf?: string;
} = {}): Promise<FastbootDevice> {
  const socket = createSocket('udp4');
  const heard: string[] = [];
  let next = 0;
  let last: { number: number; answer: Buffer } | undefined;
  let command = '';
  let expected = 0;
  let data = Buffer.alloc(0);
  let replies: string[] = [];
  let quiet = false;

  const run = (text: string) => {
    heard.push(text);
    if (text === deaf) quiet = true;
    const refusal = refuses[text];
    const [word, value = ''] = text.split(':');
    if (refusal !== undefined) replies = [`FAIL${refusal}`];
    else if (word === 'getvar')
      replies = [value === 'max-download-size' ? 'OKAY0x4000000' : `FAILno ${value}`];
    else if (word === 'download') {
      expected = Number.parseInt(value, 16);
      data = Buffer.alloc(0);
      replies = [`DATA${value}`];
    } else replies = ['OKAY'];
  };
  const take = (body: Buffer, more: boolean): string => {
    if (expected > 0 && body.length > 0) {
      data = Buffer.concat([data, body]);
      if (data.length < expected) return '';
      expected = 0;
      heard.push(data.toString());
      replies = ['OKAY'];
      return '';
    }
    if (body.length === 0) return replies.shift() ?? '';
    command += body.toString();
    if (more) return '';
    run(command);
    command = '';
    return '';
  };
  socket.on('message', (packet, from) => {
    if (quiet) return;
    const [kind = 0, flags = 0] = packet;
    const number = packet.readUInt16BE(2);
    const body = packet.subarray(HEADER);
    const answer = (text: Buffer | string) => {
      const head = Buffer.from([kind, 0, number >> 8, number & 0xff]);
      const whole = Buffer.concat([head, Buffer.from(text)]);
      last = { number, answer: whole };
      socket.send(whole, from.port, from.address);
    };
    const words = (...values: number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));
    if (kind === QUERY) return answer(words(next));
    if (last?.number === number && number !== next) return socket.send(last.answer, from.port, from.address);
    if (number !== next) return;
    next = (next + 1) & 0xffff;
    if (kind === INIT) {
      [command, expected, replies] = ['', 0, []];
      return answer(words(VERSION, LARGEST));
    }
    if (kind === FASTBOOT) return answer(take(body, (flags & 1) !== 0));
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    serial: `udp:127.0.0.1:${socket.address().port}`,
    heard,
    [Symbol.dispose]: () => void socket.close(),
  };
}
