// SPDX-License-Identifier: Apache-2.0
import { connectShell } from '../../board/connection.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { newConnectionSchema } from './schema.ts';

export const newConnection = method(newConnectionSchema, (context) =>
  retry('secondary-shell-action', [connectShell(context, context.block.connection), ...shellTail(context)]),
);
