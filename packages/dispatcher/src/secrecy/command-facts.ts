// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { type Address, addressIn, isHostName, isLoopback } from './address.ts';
import { commandWords } from './command-words.ts';
import type { Facts } from './facts.ts';

/** Options whose value is a host, as the tools of labs name them; single letters for those of `HOST_LETTERS`. */
const HOST_OPTION = /^(?:host|host-?name|server|daemon|addr|address|ip|ip-?addr(?:ess)?|pdu|remote|master)$/i;
const SECRET_OPTION =
  /(?:pass|password|passwd|passphrase|pw|token|secret|api-?key|community|auth|credentials?)$/i;
const PORT_OPTION = /^(?:p|port|outlet|relay|channel)$/i;

/** Programs and the single letters before a host or a secret. */
const HOST_LETTERS: Record<string, string> = {
  ipmitool: 'H',
  console: 'M',
  pduclient: 'h',
  mosquitto_pub: 'h',
};
const SECRET_LETTERS: Record<string, string> = {
  curl: 'u',
  ipmitool: 'P',
  mosquitto_pub: 'P',
  snmpget: 'cAX',
  snmpset: 'cAX',
  snmpwalk: 'cAX',
  sshpass: 'p',
};

/** Programs whose first word that is not an option is a host; and the options of theirs that take a value. */
const HOST_FIRST = new Set(
  'telnet nc ncat netcat ping ssh rlogin rsh plink snmpget snmpset snmpwalk wakeonlan'.split(' '),
);
const VALUE_LETTERS = /^-[pioliFLRDbcEmQSWwJvuaxAX]$/;

/** Adds to the facts what one command of a device tells. */
export function addCommand(facts: Facts, line: string): void {
  facts.lines.add(line);
  addWords(facts, commandWords(line));
}

function addWords(facts: Facts, words: readonly string[]): void {
  const program = words
    .map((word) => basename(word))
    .find((name) => HOST_FIRST.has(name) || name in SECRET_LETTERS);
  const name = program ?? basename(words[0] ?? '');
  for (const [i, word] of words.entries()) {
    if (/\s/.test(word)) addWords(facts, commandWords(word)); // sh -c '…'
    if (i === 0 && !word.includes('=')) continue;
    const option = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (option) addOption(facts, name, option[1] ?? '', option[2] ?? valueAfter(words, i));
    const assigned = /^([A-Za-z]\w*)=(.+)$/s.exec(word);
    if (assigned) addOption(facts, name, assigned[1] ?? '', assigned[2]);
    addAddress(facts, addressIn(option?.[2] ?? assigned?.[2] ?? word), words[i + 1]);
  }
  if (program && HOST_FIRST.has(program)) addFirst(facts, words, program);
}

function valueAfter(words: readonly string[], i: number): string | undefined {
  const next = words[i + 1];
  return next?.startsWith('-') ? undefined : next;
}

function addOption(facts: Facts, program: string, option: string, value: string | undefined): void {
  if (value === undefined || value === '') return;
  const letter = option.length === 1;
  if (letter ? HOST_LETTERS[program]?.includes(option) : HOST_OPTION.test(option)) addHost(facts, value);
  if (letter ? SECRET_LETTERS[program]?.includes(option) : SECRET_OPTION.test(option)) {
    facts.credentials.add(value);
    const secret = /^[^:]+:(.+)$/s.exec(value)?.[1];
    if (secret) facts.credentials.add(secret);
  }
  if (PORT_OPTION.test(option) && /^\d{1,5}$/.test(value)) facts.ports.add(value);
}

/** `telnet HOST PORT`, `ssh -p PORT USER@HOST` */
function addFirst(facts: Facts, words: readonly string[], program: string): void {
  const start = words.findIndex((word) => basename(word) === program) + 1;
  for (let i = start; i < words.length; i++) {
    const word = words[i] ?? '';
    if (VALUE_LETTERS.test(word)) i++;
    if (word.startsWith('-')) continue;
    addHost(facts, word);
    const next = words[i + 1] ?? '';
    if (/^\d{1,5}$/.test(next)) facts.ports.add(next);
    return;
  }
}

function addHost(facts: Facts, word: string): void {
  const address = addressIn(word);
  if (address) addAddress(facts, address);
  else if (isHostName(word) && !isLoopback(word)) facts.hosts.add(word);
}

/** @param next the word behind it, which may be its port */
function addAddress(facts: Facts, address: Address | undefined, next = ''): void {
  if (!address) return;
  const { host, port, user, query } = address;
  if (!isLoopback(host)) facts.hosts.add(host);
  if (port) facts.ports.add(port);
  if (/^\d{1,5}$/.test(next)) facts.ports.add(next);
  const password = /^[^:]*:(.+)$/s.exec(user ?? '')?.[1];
  if (password) facts.credentials.add(password);
  for (const [, name = '', value = ''] of (query ?? '').matchAll(/(?:^|&)([^=&]+)=([^&]+)/g))
    if (SECRET_OPTION.test(name) || /^key$/i.test(name)) facts.credentials.add(value);
}
