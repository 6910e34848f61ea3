// SPDX-License-Identifier: Apache-2.0
import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * Asks a port what it is before a ZeroMQ socket dials it. ZeroMQ itself resolves one address, retries forever and says little;
 * here the first address of IPv4 and IPv6 that answers wins, and each thing that is usually wrong has its own
 * message.
 *
 * @param timeout milliseconds for the whole probe
 * @returns the address that answered, as ZeroMQ writes it
 * @throws LavaError `link-failed`
 */
export async function probe(host: string, port: number, timeout: number): Promise<string> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  await resolve(host);
  const { greeting, address } = await greet(host, port, timeout, place);
  if (greeting.length === 0) {
    throw failed(
      `${place} accepts the connection but says nothing`,
      'is this the right port? It does not speak ZeroMQ',
    );
  }
  if (greeting[0] !== 0xff || (greeting.length > 9 && greeting[9] !== 0x7f)) {
    const web = /^HTTP\//.test(greeting.toString('latin1'));
    throw failed(
      `${place} is ${web ? 'a web server' : 'not a ZeroMQ port'}`,
      web
        ? "this is the server's web port; use its control and log ports (5556 and 5555 unless the admin changed them)"
        : `it said ${JSON.stringify(greeting.toString('latin1').slice(0, 40))}; check host and port`,
    );
  }
  const mechanism = greeting.subarray(12, 32).toString('latin1').replace(/\0.*$/s, '');
  if (greeting.length >= 32 && mechanism !== 'CURVE') {
    throw failed(
      `${place} speaks ZeroMQ without encryption (${mechanism})`,
      'this is not a LAVA server of this kind',
    );
  }
  return address;
}

/** Short for tests and messages: is it that the name is unknown? */
async function resolve(host: string): Promise<void> {
  try {
    await lookup(host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw failed(
      code === 'EAI_AGAIN'
        ? `the name ${host} cannot be resolved now (DNS does not answer)`
        : `there is no host ${host}`,
      'check the name of the server and the DNS settings of this machine',
      error,
    );
  }
}

const GREETING_LENGTH = 64;
// Signature and version of a ZMTP 3 greeting, and the line that makes a web server answer.
const HELLO = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3]);

function greet(host: string, port: number, timeout: number, place: string) {
  return new Promise<{ greeting: Buffer; address: string }>((resolve, reject) => {
    const socket: Socket = connect({
      host,
      port,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 300,
    });
    let greeting: Buffer = Buffer.alloc(0);
    let address = '';
    const done = () => {
      socket.destroy();
      resolve({ greeting, address });
    };
    socket.setTimeout(timeout);
    socket.on('connect', () => {
      const { remoteAddress = '', remoteFamily } = socket;
      address = `tcp://${remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress}:${port}`;
      socket.setTimeout(Math.min(timeout, 2_000));
      socket.write(HELLO);
    });
    socket.on('data', (data) => {
      greeting = Buffer.concat([greeting, data]);
      if (greeting.length >= GREETING_LENGTH || greeting[0] !== 0xff) done();
    });
    socket.on('end', done);
    socket.on('timeout', () => {
      if (address !== '') return done();
      socket.destroy();
      reject(
        failed(
          `${place} does not answer`,
          'a firewall, or the wrong address? The worker must reach this port',
        ),
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (greeting.length > 0) return done();
      const code = error.code ?? (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0]?.code;
      if (code === 'ECONNREFUSED') {
        reject(failed(`nothing listens on ${place}`, 'is the server running, and is this its port?', error));
      } else {
        reject(
          failed(
            `cannot reach ${place}: ${code ?? error.message}`,
            'check the network of this machine',
            error,
          ),
        );
      }
    });
  });
}

function failed(message: string, hint: string, cause?: unknown): LavaError {
  return new LavaError('link-failed', message, { hint, cause });
}
