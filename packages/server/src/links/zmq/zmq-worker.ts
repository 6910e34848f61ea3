// SPDX-License-Identifier: Apache-2.0
import { type ConsoleOutput, type Consoles, MAX_OUTPUT } from '@lava/protocol/wire/console.ts';
import {
  commonProtocol,
  type Hello,
  type ServerMessage,
  type WorkerMessage,
} from '@lava/protocol/wire/messages.ts';
import type { ConsoleHub } from '../../consoles/hub.ts';
import type { WorkerPort } from '../session/port.ts';
import { type SessionOptions, WorkerSession } from '../session/worker-session.ts';

export interface ZmqWorkerOptions extends Omit<SessionOptions, 'port'> {
  /** Of the server. */
  version: string;
  consoles?: ConsoleHub | undefined;
  send(message: ServerMessage): void;
}

/** A worker at the control link: its messages as calls of a session, the session's words as messages. */
export class ZmqWorker {
  readonly session: WorkerSession;
  readonly #options: ZmqWorkerOptions;
  #protocol = 0;

  constructor(options: ZmqWorkerOptions) {
    this.#options = options;
    this.session = new WorkerSession({ ...options, port: this.#port() });
  }

  /** @param data the second frame, where there is one */
  receive(message: WorkerMessage, data?: Buffer): void {
    const { session } = this;
    if (message.type === 'hello') this.#hello(message);
    else if (message.type === 'started') session.started(message.job);
    else if (message.type === 'exit') session.exited(message);
    else if (message.type === 'ask') session.asked(message);
    else if (message.type === 'holding') session.holding(message);
    else if (message.type === 'ping') session.ping();
    else if (message.type === 'consoles' || message.type === 'console') this.#console(message, data);
  }

  #console(message: Consoles | ConsoleOutput, data: Buffer | undefined): void {
    const { consoles, name } = this.#options;
    if (!this.session.online || !consoles) return;
    if (message.type === 'consoles') consoles.list(name, message);
    else if (data && data.length <= MAX_OUTPUT) consoles.output(name, message, data);
  }

  #hello(hello: Hello): void {
    const protocol = commonProtocol(hello.protocols);
    if (protocol === undefined) {
      this.#mismatch(hello);
    } else {
      this.#protocol = protocol;
      this.session.report(hello);
    }
  }

  #mismatch({ version, protocols }: Hello): void {
    const { log, name } = this.#options;
    log.warn({ worker: name, version, protocols }, 'worker speaks no protocol of ours');
    this.session.mismatch(
      `worker ${version} and server ${this.#options.version} have no protocol in common; upgrade the older one`,
    );
  }

  #port(): WorkerPort {
    const { name, version, send, consoles } = this.#options;
    return {
      welcome: (jobs) => {
        send({
          ...{ type: 'welcome', protocol: this.#protocol, version, name, jobs: [...jobs] },
          time: new Date().toISOString(),
        });
        // When the session counts as greeted.
        setImmediate(() => consoles?.greeted(name));
      },
      refuse: (code, message) => send({ type: 'refused', code, message }),
      start: (bundle) => send({ type: 'start', bundle }),
      cancel: (job, reason) => send({ type: 'cancel', job, reason }),
      answer: (job, number, answer) => send({ type: 'answer', job, number, answer }),
      wish: (job, wish) => send({ type: 'wish', job, wish }),
      holdAfterFailure: (job, hold) => send({ type: 'failure-hold', job, hold }),
      forget: (job) => send({ type: 'forget', job }),
      report: () => send({ type: 'report' }),
      ping: () => send({ type: 'ping' }),
    };
  }
}
