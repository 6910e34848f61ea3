// SPDX-License-Identifier: Apache-2.0

import type { Connection } from '../console/connection.ts';
import { Shared } from '../engine/target.ts';

/** The console of a namespace's device. Apart from the class, so that planning does not load what talks to devices. */
export const CONNECTION = new Shared<Connection>('connection');
