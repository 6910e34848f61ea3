// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { expectShell, exportDeviceEnv } from '../../login/shell-steps.ts';
import { loginIfAsked } from '../../login/shell-tail.ts';
import { avhSchema } from './schema.ts';

export const avh = method(avhSchema, (context) =>
  retry('boot-avh', [
    opensConsole(context, 'call-avh'),
    ...loginIfAsked(context),
    ...(context.target.needsShell ? [expectShell(context), exportDeviceEnv(context)] : []),
  ]),
);
