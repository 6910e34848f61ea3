// SPDX-License-Identifier: Apache-2.0

/** Tells the other tabs of this browser that somebody signed in or out; they share the cookie. */
export class SessionChannel {
  private readonly channel =
    'BroadcastChannel' in globalThis ? new BroadcastChannel('lava-session') : undefined;

  announce(): void {
    this.channel?.postMessage('changed');
  }

  listen(onChange: () => void): () => void {
    this.channel?.addEventListener('message', onChange);
    return () => this.channel?.removeEventListener('message', onChange);
  }
}
