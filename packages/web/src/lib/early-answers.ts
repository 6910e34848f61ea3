// SPDX-License-Identifier: Apache-2.0

export interface EarlyAnswer {
  /** Settled when the body is here as well. */
  response: Promise<Response>;
  /** Once it is here, unless the request was refused. */
  body?: Uint8Array<ArrayBuffer>;
}

/** Answers that were asked for before the code of the pages was here (early/main.ts), by address. */
export type EarlyAnswers = Map<string, EarlyAnswer>;

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
  return early.response.then(
    (response) => (response.ok ? response : fetch(url, init)),
    () => fetch(url, init),
  );
}

/** Takes the body of an early answer where it is here, so that what is made of it is in the first picture of the page. */
export function takeEarlyBody(url: string): Uint8Array<ArrayBuffer> | undefined {
  const body = window.lavaEarly?.get(url)?.body;
  if (body) window.lavaEarly?.delete(url);
  return body;
}

/** Settled when every early answer is. */
export async function earlyArrived(): Promise<void> {
  await Promise.allSettled([...(window.lavaEarly?.values() ?? [])].map(({ response }) => response));
}
