// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findBoard } from '@lava/lab/boards/lab-file.ts';
import { defaultDirectory, placeOf } from '@lava/lab/boards/place.ts';
import { hasPower } from '@lava/lab/boards/power.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { optionalArgument } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { stateDir } from './state-dir.ts';

export const console = defineVerb({
  summary: 'open the console of a virtual board, next to a job that may use it',
  arguments: { board: optionalArgument('name of the board; the only one if not given', ObjectName) },
  options: { stateDir: stateDir() },
  async run(context, { board: name }, { stateDir: directory }) {
    const place = placeOf(directory ?? defaultDirectory());
    const { board } = findBoard(place, name);
    if (!hasPower(place, board)) context.note(`${board.name} is off: lava lab power ${board.name} on`);
    context.note('to leave: Ctrl-], then quit');
    const child = spawn('telnet', ['127.0.0.1', String(board.port)], { stdio: 'inherit' });
    const missing = new Promise<never>((_, reject) => {
      child.on('error', () =>
        reject(
          new LavaError('host-tool-missing', 'telnet is not installed', {
            hint: 'as root: apt-get install telnet',
          }),
        ),
      );
    });
    await Promise.race([once(child, 'exit'), missing]);
  },
});
