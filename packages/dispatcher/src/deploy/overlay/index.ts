// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { lavaOverlay } from '../../overlay/overlay-steps.ts';
import { overlaySchema } from './schema.ts';

export const overlay = method(overlaySchema, (context) => lavaOverlay(context));
