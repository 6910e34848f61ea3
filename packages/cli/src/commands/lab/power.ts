// SPDX-License-Identifier: Apache-2.0
import { findBoard } from '@lava/lab/boards/lab-file.ts';
import { defaultDirectory, placeOf } from '@lava/lab/boards/place.ts';
import { POWER_ACTIONS, switchPower } from '@lava/lab/boards/power.ts';
import { argument, oneOf } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { ObjectName } from '../object-name.ts';
import { stateDir } from './state-dir.ts';

export const power = defineVerb({
  summary: 'switch the power of a virtual board, by its PDU',
  arguments: {
    board: argument('name of the board', ObjectName),
    action: argument(POWER_ACTIONS.join(', '), oneOf(POWER_ACTIONS)),
  },
  options: { stateDir: stateDir() },
  async run(context, { board: name, action }, { stateDir: directory }) {
    const place = placeOf(directory ?? defaultDirectory());
    const { lab, board } = findBoard(place, name);
    await switchPower(place, lab, board, action);
    const now = action === 'off' ? 'off' : 'on';
    context.output.say({ name, power: now }, () => `${name} is ${action === 'reset' ? 'on again' : now}`);
  },
});
