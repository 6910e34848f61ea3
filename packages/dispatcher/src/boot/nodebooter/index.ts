// SPDX-License-Identifier: Apache-2.0
import { opensConsole } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { method } from '../../engine/method.ts';
import { retry, unwritten } from '../../engine/step.ts';
import { overlayUnpackIfAsked } from '../../login/shell-steps.ts';
import { loginIfAsked } from '../../login/shell-tail.ts';
import { nodebooterSchema } from './schema.ts';

export const nodebooter = method(nodebooterSchema, (context) =>
  retry('boot-nodebooter', [
    unwritten('run-nodebooter-container'),
    opensConsole(context, 'configure-nodebooter'),
    resetDevice(context),
    ...loginIfAsked(context),
    ...overlayUnpackIfAsked(context),
  ]),
);
