// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';

/** A host and what stands with it in one word: `user:secret@host:port`, or a URL. */
export interface Address {
  host: string;
  port?: string | undefined;
  /** `user` or `user:password`, as written. */
  user?: string | undefined;
  /** Of a URL: what follows `?`. */
  query?: string | undefined;
}

const URL_WORD =
  /^[a-z][a-z0-9+.-]*:\/\/(?:([^@/\s]*)@)?(\[[^\]]+\]|[^:/?#\s]+)(?::(\d+))?[^?\s]*(?:\?(\S*))?$/i;
const AT = /^([^@/\s]+)@(\[[^\]]+\]|[^@:/\s]+)(?::(\d+))?(?::.*)?$/;
const WITH_PORT =
  /^(?:(?:tcp|udp|openssl|telnet|tcp4|tcp6)[:-])?(\[[^\]]+\]|[a-z0-9][\w.-]*):(\d{1,5})(?:[,:].*)?$/i;
const DOTTED = /^(?=.{4,253}$)(?:[a-z0-9](?:[\w-]*[a-z0-9])?\.)+([a-z]{2,})\.?$/i;

/** What follows the last dot of files rather than of hosts, on the command lines of labs. */
const FILES = new Set(
  'bin bz2 cfg conf config cpio csv dat deb dtb dtbo elf exe ext4 gz hex html img ini iso itb jar js json key log pem pid pl py rb rpm rules sh so sock srec tar tcl toml txt ubi uboot uimage wic xml xz yaml yml zimage zip zst'.split(
    ' ',
  ),
);

/** The address that a word is, only by its form; undefined for words that may be anything. */
export function addressIn(word: string): Address | undefined {
  const url = URL_WORD.exec(word);
  if (url) return { host: bare(url[2]), user: url[1], port: url[3], query: url[4] };
  const at = AT.exec(word);
  if (at && isHostName(bare(at[2]))) return { host: bare(at[2]), user: at[1], port: at[3] };
  const port = WITH_PORT.exec(word);
  if (port && !/^\d+$/.test(port[1] ?? '')) return { host: bare(port[1]), port: port[2] };
  if (isIP(bare(word)) !== 0) return { host: bare(word) };
  const dotted = DOTTED.exec(word);
  if (dotted && !FILES.has((dotted[1] ?? '').toLowerCase())) return { host: word.replace(/\.$/, '') };
  return undefined;
}

/** Whether it could name a host: a name of letters, digits, dots and hyphens, or an IP address. */
export function isHostName(word: string): boolean {
  return isIP(word) !== 0 || /^(?=.*[a-z])[a-z0-9](?:[\w.-]{0,252}[a-z0-9])?$/i.test(word);
}

const LOOPBACK = /^(?:localhost(?:\.localdomain)?|ip6-localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1?)$/i;

/** Says nothing of the lab. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

function bare(host = ''): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
