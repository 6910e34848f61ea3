// SPDX-License-Identifier: Apache-2.0

/** No answer of a provider is larger, bytes. */
const MAX_BYTES = 1024 * 1024;

/** As `fetch`, and refuses an answer that is too large or leads elsewhere. */
export async function fetchBounded(address: string, options: object): Promise<Response> {
  const response = await fetch(address, { ...options, redirect: 'error' });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_BYTES) throw new Error(`${address} answers more than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  const { status, headers } = response;
  return new Response(Buffer.concat(parts), { status, headers });
}
