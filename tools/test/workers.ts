// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';

/**
 * Spec files at the same time: one more than processors, since most wait for daemons, guests and databases;
 * with two more, they only slowed each other down.
 */
export const WORKERS = Math.min(8, availableParallelism() + 1);
