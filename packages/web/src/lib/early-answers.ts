// SPDX-License-Identifier: Apache-2.0

/** Answers that were asked for before the code of the pages was here (early/main.ts), by address. */
export type EarlyAnswers = Map<string, Promise<Response>>;

declare global {
  interface Window {
    lavaEarly?: EarlyAnswers;
  }
}

/** `fetch`, which takes the answer to a page's first requests where they are on their way already. Each is taken once. */
export function fetchOrTake(url: string, init: RequestInit): Promise<Response> {
  const early = init.method === 'GET' ? window.lavaEarly?.get(url) : undefined;
  if (!early) return fetch(url, init);
  window.lavaEarly?.delete(url);
  // What was refused, or got no answer, may be different by now: the reader has signed in.
  return early.then(
    (response) => (response.ok ? response : fetch(url, init)),
    () => fetch(url, init),
  );
}
