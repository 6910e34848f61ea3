// SPDX-License-Identifier: Apache-2.0
import { describeSettings } from '@lava/kit/config/settings.ts';
import { WorkerSettings } from './settings.ts';

/** Commands besides the daemon itself; help, man page and completion are made from them. */
export const WORKER_COMMANDS: readonly { name: string; json?: boolean; text: string }[] = [
  { name: 'join', text: 'joins the server whose admin gave you the line; reads it from stdin' },
  { name: 'status', json: true, text: 'shows whether the daemon runs and is linked' },
  { name: 'tftp', text: 'serves files by TFTP, read-only, until SIGTERM' },
  { name: 'doctor', json: true, text: 'shows what is wrong on this machine, and what to do' },
];

export function help(): string {
  const commands = WORKER_COMMANDS.map(({ name, json, text }) => {
    const words = [name, json ? '[--json]' : '[--SETTING …]'];
    return `       ${`lava-slave ${words.join(' ')}`.padEnd(47)}${text}\n`;
  });
  const settings = describeSettings(WorkerSettings).map(
    ({ flag, env, description, default: value }) =>
      `  ${flag.padEnd(18)} ${description}${value ? ` (${value})` : ''}\n${' '.repeat(21)}${env}\n`,
  );
  return [
    `usage: ${'lava-slave [--SETTING VALUE…]'.padEnd(47)}runs jobs until SIGTERM\n`,
    ...commands,
    '\nSettings, as flags; each can also be set by the variable:\n',
    ...settings,
  ].join('');
}
