// SPDX-License-Identifier: Apache-2.0

/** What of smtp-server is used, by tests. */
declare module 'smtp-server' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  export interface Session {
    envelope: { mailFrom: { address: string }; rcptTo: { address: string }[] };
  }
  export class SMTPServer extends EventEmitter {
    constructor(options: {
      authOptional: boolean;
      disabledCommands: string[];
      onData(stream: Readable, session: Session, done: (error: Error | null, answer?: string) => void): void;
    });
    readonly server: Server;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
  }
}
