// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { ConsoleText } from '../console/console.ts';
import { RecordClock } from '../records/clock.ts';
import { JobLog } from '../records/job-log.ts';
import { addCommand } from './command-facts.ts';
import { FactMask } from './fact-mask.ts';
import { noFacts } from './facts.ts';
import { Mask } from './mask.ts';

const COMMANDS = [
  'pduclient --daemon services --hostname pdu05 --command reboot --port 3',
  'telnet ser2net.lab 7001',
  'telnet 10.0.0.1 7002',
  "curl -u admin:hunter2x 'http://[fd00::17]:8080/off'",
  'snmpset -v 1 -c private 192.168.7.14 .1.3.6 i 2',
  'ssh-run --password "ab\\"c%d/e" --host relay-02',
];
const STRONG = [
  'pdu05',
  'ser2net.lab',
  '10.0.0.1',
  'hunter2x',
  'fd00::17',
  '192.168.7.14',
  'ab"c%d/e',
  'relay-02',
];

function maskOf(commands: readonly string[]): FactMask {
  const facts = noFacts();
  for (const command of commands) addCommand(facts, command);
  const mask = new FactMask();
  mask.learn(facts);
  return mask;
}

describe('the mask of facts', () => {
  const mask = maskOf(COMMANDS);

  it('hides hosts with their ports and passwords wherever they stand', () => {
    expect(mask.apply('Trying 10.0.0.1...')).toBe('Trying <device>...');
    expect(mask.apply('Connected to SER2NET.lab.')).toBe('Connected to <device>.');
    expect(mask.apply('connect to host ser2net.lab port 7001: refused')).toBe(
      'connect to host <device>: refused',
    );
    expect(mask.apply('http://10.0.0.1:7002/x')).toBe('http://<device>/x');
    expect(mask.apply('GET http://[fd00::17]:8080/')).toBe('GET http://[<device>/');
    expect(mask.apply('{"p":"ab\\"c%d/e"} ab%22c%25d%2Fe')).toBe('{"p":"<device>"} <device>');
  });

  it('leaves a job its numbers and words', () => {
    for (const text of [
      'test 3 of 7001: pass in 7002 ms',
      'Starting system services: all private services are up',
      'version 110.0.0.1 and 10.0.0.12 and 10.0.0.1.5',
      'pdu055 xpdu05',
      'port 3',
    ])
      expect(mask.apply(text)).toBe(text);
  });

  it('hides an ordinary word where a program speaks of a connection', () => {
    expect(mask.apply('Connected to services.')).toBe('Connected to <device>.');
    expect(mask.apply('http://services/off')).toBe('http://<device>/off');
  });

  it('shows of a command the program and what it does', () => {
    const [command = ''] = COMMANDS;
    expect(mask.apply(`commands.hard_reset of the device failed with status 1: ${command}`)).toBe(
      'commands.hard_reset of the device failed with status 1: pduclient --daemon <device> --hostname <device> --command reboot --port <device>',
    );
  });

  it('takes no part of another command for one of the device', () => {
    const short = maskOf(['relay 1', 'sleep 1']);
    for (const text of ['+ relay 10', 'myrelay 1', '+ sleep 1']) expect(short.apply(text)).toBe(text);
    expect(short.apply('Calling: relay 1')).toBe('Calling: relay <device>');
  });

  it('hides in what a command says also words, ports, and what looks like an address', () => {
    expect(
      mask.applyToCommand('>> services: port 3 of 172.16.0.9 (admin@gw.lab.example:22) off, private'),
    ).toBe('>> <device>: port <device> of <device> (<device>) off, <device>');
    expect(mask.applyToCommand(`>> status:1 error:404 ${'.'.repeat(200_000)}x`)).toMatch(
      /^>> status:1 error:404 \.{200000}x$/,
    );
    expect(mask.applyToCommand('>> 3 of 4 done, see /var/log/pdu.log')).toBe(
      '>> 3 of 4 done, see /var/log/pdu.log',
    );
  });

  it('hides nothing when there is nothing to hide', () => {
    const empty = new FactMask();
    expect(empty.apply('10.0.0.1')).toBe('10.0.0.1');
    empty.learn(noFacts());
    expect(empty.apply('10.0.0.1')).toBe('10.0.0.1');
    expect(empty.applyToPiece('10.0', '.0.1', true)).toBe('.0.1');
  });
});

/** Numbers from 0 to 1, the same for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function logOf(mask: FactMask) {
  const records: JobRecord[] = [];
  const sink = {
    ...{ flush: async () => {}, backlog: 0, lost: 0 },
    write: (line: string) => void records.push(JSON.parse(line)),
  };
  return { log: new JobLog(sink, new RecordClock(), new Mask([]), mask), records };
}

const NOISE = [
  '',
  ' ',
  '\n',
  '\r\n',
  'x',
  '7',
  '.',
  ':',
  '<device>',
  'services ',
  ' port ',
  '=> ',
  'pdu',
  '10.',
  '10.0.0',
  'ser2net.',
  '-02',
];

describe('whatever a console says, in whatever pieces', () => {
  it('shows no fact to everybody, and all of the text to those who may see it', () => {
    const mask = maskOf(COMMANDS);
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = dice(seed);
      const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
      const text = Array.from({ length: 30 }, () => pick(random() < 0.4 ? STRONG : NOISE)).join('');
      const { log, records } = logOf(mask);
      const console = new ConsoleText((line, open, continued) =>
        log.console('common', line, { open, continued }),
      );
      for (let at = 0; at < text.length; ) {
        const size = 1 + Math.floor(random() * 12);
        console.feed(Buffer.from(text.slice(at, at + size)));
        if (random() < 0.3) console.flush();
        at += size;
      }
      console.close(new LavaError('connection-closed', 'the end'));
      const whole = records.map(({ msg, private: hidden }) => String(hidden?.msg ?? msg)).join('');
      expect(whole).toBe(text.replace(/\r*\n/g, '').replace(/\r+$/, ''));
      for (const { msg } of records) expectNoFact(String(msg), seed);
      expectNoFact(records.map(({ msg }) => msg).join('\0'), seed);
    }
  });

  it('shows no fact in results and the end of the job', () => {
    const mask = maskOf(COMMANDS);
    const { log, records } = logOf(mask);
    const message = `failed: ${COMMANDS[1]}`;
    log.result({
      definition: 'lava',
      case: 'x',
      result: 'fail',
      extra: { fail: message, deep: [{ a: '10.0.0.1' }] },
    });
    const shown = log.status(message, { health: 'incomplete', message });
    expect(shown).toEqual({ health: 'incomplete', message: 'failed: telnet <device>' });
    for (const { private: hidden, ...record } of records) {
      expectNoFact(JSON.stringify(record), 0);
      expect(JSON.stringify(hidden)).toContain('ser2net.lab 7001');
    }
  });
});

/** As a word of its own: `110.0.0.1` is another address. */
function expectNoFact(text: string, seed: number): void {
  for (const fact of STRONG) {
    const word = new RegExp(`(?<![a-z0-9]|\\d\\.)${RegExp.escape(fact)}(?![a-z0-9]|\\.\\d)`, 'i');
    expect(word.test(text), `seed ${seed}: ${fact} in ${JSON.stringify(text)}`).toBe(false);
  }
}
