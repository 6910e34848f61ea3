// SPDX-License-Identifier: Apache-2.0
import { manageProgram } from '@lava/server/manage/program.ts';
import { describe, optionTable, sentence } from './cli.ts';

/** docs/reference/manage.md */
export function manageReference(): string {
  const program = manageProgram(
    () => Promise.resolve(),
    () => undefined,
  );
  const lines = [
    '# `lava-server manage`',
    '',
    '<!-- Made by ./lava generate from packages/server/src/manage. -->',
    '',
    "For admins, on the server's own host: it works on the database directly, whether the server runs or not, and needs no",
    'token. What it changes is in the history of the thing as done by `<manage>`. Names and options that scripts written for LAVA',
    'use are taken too. `authorize` makes an account an admin;',
    '`permissions` gives less. Only its worker can switch the power of a board: there is no `devices control`. Exit',
    'status: 0; 1 when it failed, or when a check finds something; 2 for wrong settings.',
    '',
    ...optionTable(program.options),
    ...program.commands.flatMap((group) => [
      '',
      `## ${group.name()}`,
      '',
      sentence(group.description()),
      ...describe(group, `lava-server manage ${group.name()}`),
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
