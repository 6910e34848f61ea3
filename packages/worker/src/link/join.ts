// SPDX-License-Identifier: Apache-2.0
import { join as joinPath } from 'node:path';
import { type CurveKeys, fingerprint, fromHex, keysOf, loadKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { probe } from '@lava/kit/zmq/probe.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type JoinLine, parseJoinLine } from '@lava/protocol/wire/join-line.ts';
import {
  CONTROL_LINK,
  JOIN_LINK,
  LINK_TIMEOUT,
  MAX_FRAME,
  ServerMessage,
} from '@lava/protocol/wire/messages.ts';
import { Context } from 'zeromq';
import { savePlace, type WorkerSettings } from '../settings.ts';
import { VERSION } from '../version.ts';

/** For each step: probe, handshake, answer. Milliseconds. */
const STEP_TIME = 5_000;

export interface Joined {
  name: string;
  server: string;
  fingerprint: string;
  /** When, ISO. */
  since: string;
}

/**
 * Enrols this worker: makes its key pair, binds it to its name at the server with the one-time key of the line, and
 * stores where the server is. A line whose answer was lost on the way can be used again by the same worker.
 *
 * @throws LavaError `join-refused`, `link-failed`, `link-refused`
 */
export async function joinServer(
  text: string,
  settings: WorkerSettings,
  stepTime = STEP_TIME,
): Promise<Joined> {
  const line = parseJoinLine(text);
  const keys = loadKeys(joinPath(settings.stateDir, 'worker.key'));
  const endpoint = await probe(line.host, line.controlPort, stepTime);
  await probe(line.host, line.logPort, stepTime);
  try {
    await enrol(endpoint, line, keys, stepTime);
  } catch (error) {
    if (!(error instanceof LavaError) || !(await isKnown(endpoint, line, keys, stepTime))) throw error;
  }
  const { name, host, controlPort, logPort, serverKey } = line;
  const joined = new Date().toISOString();
  savePlace(settings.stateDir, { name, host, controlPort, logPort, serverKey, joined });
  return { name, server: `${host}:${controlPort}`, fingerprint: fingerprint(keys.publicKey), since: joined };
}

async function enrol(endpoint: string, line: JoinLine, keys: CurveKeys, stepTime: number): Promise<void> {
  const token = keysOf(fromHex(line.token));
  const socket = await dial(endpoint, line, token, JOIN_LINK, stepTime).catch((error: unknown) => {
    throw error instanceof LavaError && error.message.includes('does not accept the key')
      ? refused(error)
      : error;
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(refused()), stepTime);
      void socket.closed.then(() => reject(refused()));
      void socket.receive((frames) => {
        const message = ServerMessage.safeParse(JSON.parse(String(frames[0]))).data;
        if (message?.type === 'joined') resolve();
      });
      void socket.send([JSON.stringify({ type: 'join', publicKey: keys.publicKey, version: VERSION })]);
    });
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

/** Whether the server lets in the worker's own key already. */
async function isKnown(
  endpoint: string,
  line: JoinLine,
  keys: CurveKeys,
  stepTime: number,
): Promise<boolean> {
  try {
    (await dial(endpoint, line, keys, CONTROL_LINK, stepTime)).close();
    return true;
  } catch {
    return false; // the first error says more
  }
}

function dial(
  endpoint: string,
  line: JoinLine,
  keys: CurveKeys,
  link: string,
  stepTime: number,
): Promise<DealerSocket> {
  return DealerSocket.connect(
    {
      context: new Context(),
      endpoint,
      keys,
      serverKey: fromHex(line.serverKey),
      link,
      maxFrame: MAX_FRAME,
      timeout: LINK_TIMEOUT,
    },
    stepTime,
  );
}

function refused(cause?: unknown): LavaError {
  return new LavaError(
    'join-refused',
    'the server does not accept this join line: it was already used, or has expired',
    {
      hint: 'ask the admin for a new one; it works once and for a limited time',
      cause,
    },
  );
}
