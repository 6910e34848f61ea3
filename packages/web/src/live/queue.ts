// SPDX-License-Identifier: Apache-2.0

/** What one side pushes the other iterates over, in order. */
export class Queue<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private over: { error: unknown } | 'ended' | undefined;
  private wake: (() => void) | undefined;

  push(item: T): void {
    this.items.push(item);
    this.wake?.();
  }

  /** The iteration ends after what was pushed. */
  end(): void {
    this.over ??= 'ended';
    this.wake?.();
  }

  /** The iteration throws after what was pushed. */
  fail(error: unknown): void {
    this.over ??= { error };
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      while (this.items.length > 0) yield this.items.shift() as T;
      if (this.over === 'ended') return;
      if (this.over) throw this.over.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
