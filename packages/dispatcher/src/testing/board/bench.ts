// SPDX-License-Identifier: Apache-2.0
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const VARIABLES = ['PATH', 'LAVA_WORKER_FILE_DIRS', 'LAVA_WORKER_SYS_DIR', 'LAVA_WORKER_DEV_DIR'] as const;

/**
 * The worker's side of a board that is flashed: programs that stand for the tools of the lab and note how they are called, files
 * that jobs fetch, and what the kernel says of USB. One at a time in a process.
 */
export class Bench implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'lava-bench-'));
  readonly #before = VARIABLES.map((name) => [name, process.env[name]] as const);

  constructor() {
    for (const name of ['bin', 'sys/bus/usb/devices', 'dev']) mkdirSync(this.at(name), { recursive: true });
    process.env.PATH = `${this.at('bin')}${delimiter}${process.env.PATH}`;
    process.env.LAVA_WORKER_FILE_DIRS = this.directory;
    process.env.LAVA_WORKER_SYS_DIR = this.at('sys');
    process.env.LAVA_WORKER_DEV_DIR = this.at('dev');
  }

  at(name: string): string {
    return join(this.directory, name);
  }

  /** A program of the worker. @param script what it does after it has noted its arguments, lines of sh */
  tool(name: string, script = ''): void {
    const path = this.at(`bin/${name}`);
    const note = `printf '%s\\037' "$@" >>'${this.at(`${name}.calls`)}'; printf '\\036' >>'${this.at(`${name}.calls`)}'`;
    writeFileSync(path, `#!/bin/sh\n${note}\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Arguments of each call of a program, the directory of the job's files shown as `~`. */
  calls(name: string): string[][] {
    const path = this.at(`${name}.calls`);
    if (!existsSync(path)) return [];
    const calls = readFileSync(path, 'utf8').split('\x1e').slice(0, -1);
    return calls.map((call) =>
      call
        .split('\x1f')
        .slice(0, -1)
        .map((word) => word.replace(/\S*\/(?:flash|usb)-\w{6}(?=\/|$)/g, '~')),
    );
  }

  /** Address of a file with this content. */
  file(name: string, content: string | Uint8Array): string {
    writeFileSync(this.at(name), content);
    return `file://${this.at(name)}`;
  }

  /** Plugs a USB device in. @param facts files of the kernel about it, e.g. `serial` */
  plug(port: string, facts: Record<string, string>, driver?: string): void {
    const devices = this.at('sys/bus/usb/devices');
    mkdirSync(join(devices, port), { recursive: true });
    for (const [name, text] of Object.entries(facts)) writeFileSync(join(devices, port, name), `${text}\n`);
    if (driver === undefined) return;
    mkdirSync(join(devices, `${port}:1.0`), { recursive: true });
    symlinkSync(`../../drivers/${driver}`, join(devices, `${port}:1.0`, 'driver'));
  }

  [Symbol.dispose](): void {
    for (const [name, value] of this.#before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
