// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Lab } from '@lava/lab/lab.ts';
import type { Script } from './dispatcher.ts';

/** The program that a lab of pages has in place of `lava-run`. */
export const DISPATCHER = join(import.meta.dirname, 'dispatcher.ts');

/** A job that the server accepts, and that does what the script says; JSON is YAML. */
export function definition(name: string, script: Script, deviceType = 'qemu'): string {
  return jobText(name, script, [`device_type: ${deviceType}`]);
}

/** The same for two boards, with the roles `client` and `server`. */
export function groupDefinition(name: string, script: Script, deviceType: string): string {
  const one = { device_type: deviceType, count: 1 };
  const roles = { client: one, server: { ...one, essential: true } };
  const protocols = { 'lava-multinode': { timeout: { minutes: 5 }, roles } };
  return jobText(name, script, [`protocols: ${JSON.stringify(protocols)}`], '    role: [client, server]');
}

/** @param action line of each action */
function jobText(name: string, script: Script, head: string[], action?: string): string {
  const more = action === undefined ? [] : [action];
  const lines = [
    `job_name: ${JSON.stringify(name)}`,
    ...head,
    'visibility: public',
    'timeouts:',
    '  job:',
    '    minutes: 10',
    ...(script.broken ? ['retry:', '  infrastructure: 1'] : []),
    ...(script.console ? ['console:', '  take_over: true'] : []),
    `metadata:`,
    `  script: ${JSON.stringify(script)}`,
    'actions:',
    '- deploy:',
    ...more,
    '    to: tmpfs',
    '    images:',
    '      kernel:',
    '        url: http://127.0.0.1/kernel',
    "        image_arg: '-kernel {kernel}'",
    '- boot:',
    ...more,
    '    method: qemu',
    '    media: tmpfs',
    "    prompts: ['# ']",
  ];
  return `${lines.join('\n')}\n`;
}

/** The board of those jobs, and its device type; returns its name. */
export async function enterDevice(
  { client, workerName }: Pick<Lab, 'client' | 'workerName'>,
  deviceType = 'qemu',
): Promise<string> {
  const name = `${deviceType}-01`;
  await client.deviceTypes.add({ name: deviceType });
  const dictionary = "{% extends 'qemu.jinja2' %}\n";
  await client.devices.add({ name, deviceType, worker: workerName, dictionary });
  await client.devices.update(name, { health: 'good' });
  return name;
}

/** Resolves when the job is finished and its log complete. */
export async function finished({ client }: Pick<Lab, 'client'>, id: number): Promise<void> {
  for await (const _ of client.jobs.stream(id)) {
    // every record and state passes by; the stream ends with the job
  }
}
