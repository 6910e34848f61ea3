// SPDX-License-Identifier: Apache-2.0
import { neededConsole } from '../../board/connection-key.ts';
import { method } from '../../engine/method.ts';
import { unwritten } from '../../engine/step.ts';
import { schrootSchema } from './schema.ts';

export const schroot = method(schrootSchema, (context) => {
  neededConsole(context);
  return unwritten('schroot-login');
});
