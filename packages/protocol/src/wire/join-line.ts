// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '../error/error.ts';
import { CONTROL_PORT, LOG_PORT } from './messages.ts';

/**
 * What the admin copies from the server to a worker. `token` is a CURVE secret key that lets its holder enrol one
 * permanent key for `name`, once, before it expires; the server keeps only the public half.
 *
 *     lava-join://lab-3@lava.example.org:5556?log=5555&server=<hex>&token=<hex>
 */
export interface JoinLine {
  name: string;
  /** Host name or address of the server, without brackets for IPv6. */
  host: string;
  controlPort: number;
  logPort: number;
  /** CURVE public key of the server and the one-time secret key, 32 bytes in hexadecimal. */
  serverKey: string;
  token: string;
}

export function formatJoinLine(line: JoinLine): string {
  const host = line.host.includes(':') ? `[${line.host}]` : line.host;
  const query = `log=${line.logPort}&server=${line.serverKey}&token=${line.token}`;
  return `lava-join://${encodeURIComponent(line.name)}@${host}:${line.controlPort}?${query}`;
}

/** @throws LavaError `join-refused` when the text is not a whole join line */
export function parseJoinLine(text: string): JoinLine {
  const match = /^lava-join:\/\/([^@/?]+)@(\[[^\]]+\]|[^:/?]+)(?::(\d+))?\/?\?(.*)$/.exec(text.trim());
  const query = new URLSearchParams(match?.[4]);
  const serverKey = query.get('server') ?? '';
  const token = query.get('token') ?? '';
  const hex = /^[0-9a-f]{64}$/;
  if (!match || !hex.test(serverKey) || !hex.test(token)) {
    throw new LavaError('join-refused', 'this is not a complete join line', {
      hint: 'copy the line that `lava workers add NAME` prints, all of it, in single quotes',
    });
  }
  return {
    name: decodeURIComponent(match[1] ?? ''),
    host: (match[2] ?? '').replace(/^\[|\]$/g, ''),
    controlPort: Number(match[3] ?? CONTROL_PORT),
    logPort: Number(query.get('log') ?? LOG_PORT),
    serverKey,
    token,
  };
}
