// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';

/** Spec files at the same time: two more than processors, since most wait for daemons, guests and databases. */
export const WORKERS = Math.min(8, availableParallelism() + 2);
