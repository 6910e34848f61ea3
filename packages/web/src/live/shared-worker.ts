// SPDX-License-Identifier: Apache-2.0
import '../lib/no-eval.ts';
import { openLive } from '@lava/protocol/api/live.ts';
import { createTransport } from '@lava/protocol/api/transport.ts';
import { Hub } from './hub.ts';
import type { FromHub, ToHub } from './messages.ts';

/** One for all tabs of a browser: each tab is a port. */
const ports = new Map<string, MessagePort>();
const transport = createTransport({ baseUrl: '' });
const hub = new Hub(
  (jobs, signal) => openLive(transport, jobs, signal),
  (tab, message: FromHub) => ports.get(tab)?.postMessage(message),
);

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<ToHub>) => {
    if (data.type === 'wish') ports.set(data.tab, port);
    hub.receive(data);
    if (data.type === 'leave') ports.delete(data.tab);
  };
});
