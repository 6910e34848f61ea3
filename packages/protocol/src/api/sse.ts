// SPDX-License-Identifier: Apache-2.0

/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
  id: string | undefined;
}

/**
 * Parses a body of `text/event-stream`. Comments (the server's keep-alive) yield nothing but count as life.
 *
 * @param idle longest silence, milliseconds, after which the stream ends with an Error
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  idle: number,
): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await withIdleLimit(reader.read(), idle);
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    // Not awaited: cancelling a stream whose peer is gone may itself wait for the peer.
    reader.cancel().catch(() => undefined);
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  const event: ServerEvent = { event: 'message', data: '', id: undefined };
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const match = /^(event|data|id):\s?(.*)$/s.exec(line);
    if (match?.[1] === 'event') event.event = match[2] ?? '';
    else if (match?.[1] === 'id') event.id = match[2];
    else if (match?.[1] === 'data') data.push(match[2] ?? '');
  }
  if (data.length === 0) return undefined;
  event.data = data.join('\n');
  return event;
}

async function withIdleLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
