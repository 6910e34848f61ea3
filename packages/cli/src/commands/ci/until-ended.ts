// SPDX-License-Identifier: Apache-2.0

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What pipelines send to end a command: the abort's reason names it. Aborts at the latest when it is disposed of. */
export class UntilEnded implements Disposable {
  readonly #abort = new AbortController();

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#end);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#end);
    this.#abort.abort();
  }

  readonly #end = (signal: string) => this.#abort.abort(new Error(`ended by ${signal}`));
}
