// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Address under which devices reach this worker: `dispatcher_ip` of dispatcher.yaml or of the worker's settings, else that of the default route. */
export function dispatcherIp(settings: Record<string, unknown>): string {
  const configured = settings.dispatcher_ip ?? process.env.LAVA_WORKER_DISPATCHER_IP;
  if (typeof configured === 'string' && configured !== '') return configured;
  const interfaces = networkInterfaces();
  const addresses = (name: string) => (interfaces[name] ?? []).filter(({ family }) => family === 'IPv4');
  const route = defaultRoute();
  const others = Object.keys(interfaces).flatMap(addresses);
  const best =
    (route ? addresses(route)[0] : undefined) ?? others.find(({ internal }) => !internal) ?? others[0];
  return best?.address ?? '127.0.0.1';
}

/** Name of the interface of the default route: the line of the kernel's table whose destination is zero. */
function defaultRoute(): string | undefined {
  const lines = readFileSync('/proc/net/route', 'latin1').split('\n').slice(1);
  return lines.map((line) => line.split('\t')).find(([, destination]) => destination === '00000000')?.[0];
}
