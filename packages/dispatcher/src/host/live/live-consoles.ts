// SPDX-License-Identifier: Apache-2.0
import type { ConsoleState, ToDispatcher } from '@lava/protocol/wire/console.ts';
import type { JobLog } from '../../records/job-log.ts';
import type { StreamMask } from '../../secrecy/stream-mask.ts';
import type { Keyboard } from './keyboard.ts';
import { Mirror } from './mirror.ts';
import { TypedLog } from './typed-log.ts';

/** The namespace of a job that names none. */
const USUAL = 'common';

/** The most that are shown; a job opens a handful. */
const MOST = 50;

/** The consoles of a job as people watch them, whether a connection is open or not. */
export class LiveConsoles {
  readonly #mirrors = new Map<string, Mirror>();
  readonly #typed = new Map<Mirror, TypedLog>();
  readonly #followers = new Set<() => void>();
  #log: JobLog | undefined;

  /** The log says what is hidden, and takes what is typed. */
  withLog(log: JobLog): void {
    this.#log = log;
  }

  /** A connection was opened; it is a console from then on. */
  open(namespace: string, connection: string, keyboard: Keyboard): Mirror {
    const name = namespace === USUAL ? connection : `${namespace}/${connection}`;
    const mirror = this.#mirrors.get(name) ?? new Mirror(name.slice(0, 200));
    if (this.#mirrors.size < MOST) this.#mirrors.set(name, mirror);
    mirror.keyboard = keyboard;
    this.#tell();
    return mirror;
  }

  /** The connection of the keyboard is closed; another may be open by now. */
  close(mirror: Mirror, keyboard: Keyboard): void {
    if (mirror.keyboard !== keyboard) return;
    mirror.keyboard = undefined;
    this.#tell();
  }

  list(): ConsoleState[] {
    return this.all().map(({ name, keyboard }) => ({ name, open: keyboard !== undefined }));
  }

  all(): Mirror[] {
    return [...this.#mirrors.values()];
  }

  /** Calls back when a console came, or was opened or closed. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  /** Undefined before the job was read: then nothing was said yet either. */
  mask(): StreamMask | undefined {
    return this.#log?.liveMask();
  }

  /** Somebody types, who may. */
  type({ console: name, what, who }: ToDispatcher, bytes: Buffer): void {
    const mirror = this.all().find((each) => each.name === name);
    const log = this.#log;
    if (!mirror || !log) return;
    const typed = this.#typed.get(mirror) ?? new TypedLog(log, name);
    this.#typed.set(mirror, typed);
    const { keyboard } = mirror;
    if (!keyboard) {
      log.warning(`${who} types at ${name}, which is not open`);
      return;
    }
    if (what === 'text') typed.note(who, bytes);
    else typed.noteBreak(who);
    const refused = what === 'text' ? keyboard.type(bytes) : keyboard.sendBreak();
    if (refused !== undefined) log.warning(`not typed: ${refused}`);
  }

  /** Notes the lines that are not ended. */
  flush(): void {
    for (const typed of this.#typed.values()) typed.flush();
  }

  #tell(): void {
    for (const changed of this.#followers) changed();
  }
}
