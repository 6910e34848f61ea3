// SPDX-License-Identifier: Apache-2.0
import { labCommands } from '../../board/lab-commands.ts';
import { powerOff, powerOn } from '../../board/power.ts';
import { method } from '../../engine/method.ts';
import { group } from '../../engine/step.ts';
import { recoverySchema } from './schema.ts';

const COMMANDS = { recovery: 'recovery_mode', exit: 'recovery_exit' } as const;

export const recovery = method(recoverySchema, ({ block, board }) => {
  const name = COMMANDS[block.commands];
  const change = labCommands('switch-recovery', `command ${name}`, board.commands[name] ?? []);
  return group('recovery-boot', [powerOff(), change, powerOn()]);
});
