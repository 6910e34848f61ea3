// SPDX-License-Identifier: Apache-2.0
import { Shared } from '../engine/target.ts';
import type { Connection } from './connection.ts';

/** The console of a namespace's device. Apart from the class, so that planning does not load what talks to devices. */
export const CONNECTION = new Shared<Connection>('connection');
