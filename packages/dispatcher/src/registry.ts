// SPDX-License-Identifier: Apache-2.0
import { qemu } from './boot/qemu/index.ts';
import { tmpfs } from './deploy/tmpfs/index.ts';
import type { Method, TestMethod } from './engine/method.ts';
import { definitions } from './test/definitions/index.ts';
import { interactive } from './test/interactive/index.ts';
import { monitors } from './test/monitors/index.ts';

/** All methods there are. The order decides between methods of one priority that both fit. */
export const deployMethods: readonly Method[] = [tmpfs];
export const bootMethods: readonly Method[] = [qemu];
export const testMethods: readonly TestMethod[] = [interactive, monitors, definitions];
