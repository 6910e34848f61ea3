// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Context, Dealer } from 'zeromq';
import { type CurveKeys, fingerprint, routingId } from './curve.ts';

export interface DealerOptions {
  context: Context;
  /** `tcp://address:port`, from `probe`. */
  endpoint: string;
  keys: CurveKeys;
  serverKey: string;
  /** Which link it is; part of the routing id. */
  link: string;
  maxFrame: number;
  /** Silence of TCP itself, or data that the other end does not confirm, after which the connection is dead, milliseconds. */
  timeout: number;
}

/**
 * A worker's end of a link: one connection, from the handshake until it breaks, never reconnecting by itself, so that
 * whoever owns it knows which messages went over which connection and greets the server again after each break.
 */
export class DealerSocket {
  readonly #socket: Dealer;
  readonly #options: DealerOptions;
  #sending: Promise<void> = Promise.resolve();
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  #gone: () => void = () => undefined;

  private constructor(options: DealerOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#gone = resolve;
    });
    this.#socket = new Dealer({
      context: options.context,
      curveServerKey: options.serverKey,
      curvePublicKey: options.keys.publicKey,
      curveSecretKey: options.keys.secretKey,
      routingId: routingId(options.keys.secretKey, options.serverKey, options.link),
      ipv6: true,
      linger: 0,
      reconnectInterval: -1,
      maxMessageSize: options.maxFrame,
      // No heartbeats of ZeroMQ's own: see router-socket.ts.
      tcpKeepalive: 1,
      tcpKeepaliveIdle: Math.ceil(options.timeout / 1000),
      tcpKeepaliveInterval: 5,
      tcpKeepaliveCount: 3,
      tcpMaxRetransmitTimeout: options.timeout,
      // What a server sends to one worker is small: take all there is.
      receiveHighWaterMark: 0,
    });
  }

  /**
   * @param timeout milliseconds for connection and handshake
   * @throws LavaError `link-failed`, `link-refused`
   */
  static async connect(options: DealerOptions, timeout: number): Promise<DealerSocket> {
    const dealer = new DealerSocket(options);
    try {
      await dealer.#handshake(timeout);
      return dealer;
    } catch (error) {
      dealer.close();
      throw error;
    }
  }

  #handshake(timeout: number): Promise<void> {
    const { endpoint, keys } = this.#options;
    const mine = fingerprint(keys.publicKey);
    const { events } = this.#socket;
    return new Promise((resolve, reject) => {
      const broken = () => {
        reject(
          new LavaError('link-refused', `the server at ${endpoint} broke off the handshake`, {
            hint: "the server's key that this worker has is not the key of this server; join again",
          }),
        );
        this.#gone();
      };
      // The server answers an unknown key with silence, so that is all there is to tell it by.
      const timer = setTimeout(() => {
        reject(
          new LavaError(
            'link-refused',
            `the server at ${endpoint} does not accept the key of this worker, ${mine}`,
            {
              hint: `ask the server's admin to run \`lava workers accept NAME ${mine}\`, or for a join line (\`lava workers add NAME\`) for \`lava-slave join\``,
            },
          ),
        );
      }, timeout);
      events.on('handshake', () => {
        clearTimeout(timer);
        resolve();
      });
      for (const event of [
        'disconnect',
        'handshake:error:other',
        'handshake:error:protocol',
        'close',
      ] as const) {
        events.on(event, () => {
          clearTimeout(timer);
          broken();
        });
      }
      events.on('end', () => this.#gone());
      this.#socket.connect(endpoint);
    });
  }

  /** Messages from the server until the connection is gone. */
  async receive(handler: (frames: Buffer[]) => void): Promise<void> {
    try {
      for await (const frames of this.#socket) handler(frames);
    } catch (error) {
      if (!this.#socket.closed) throw error;
    }
  }

  /** In order; resolves when ZeroMQ has taken the message, false when the connection is gone first. */
  send(frames: (string | Buffer)[]): Promise<boolean> {
    const sent = this.#sending.then(async () => {
      if (this.#socket.closed) return false;
      try {
        await this.#socket.send(frames);
        return true;
      } catch {
        return false; // closed while it waited; whatever counts is sent again over the next connection
      }
    });
    this.#sending = sent.then(() => undefined);
    return sent;
  }

  /** @param linger milliseconds that messages under way may take */
  close(linger = 0): void {
    if (!this.#socket.closed) {
      this.#socket.linger = linger;
      this.#socket.close();
    }
    this.#gone();
  }
}
