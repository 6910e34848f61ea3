// SPDX-License-Identifier: Apache-2.0
import { LINK_TIMEOUT, PING_INTERVAL } from '@lava/protocol/wire/messages.ts';

/** Milliseconds. */
export interface GatewayTiming {
  /** Silence after which a worker is offline. */
  timeout: number;
  ping: number;
  /** How often everything is looked at, in case a notification was missed. */
  sweep: number;
  /** Pause before what could not be stored is tried again. */
  retry: number;
  /** Wait for records of a job that has ended; without one for so long it is finished as it is. */
  records: number;
  /** So long after another process of a worker one is not believed what it lacks. */
  settle: number;
}

export const TIMING: GatewayTiming = {
  timeout: LINK_TIMEOUT,
  ping: PING_INTERVAL,
  sweep: 5_000,
  retry: 1_000,
  records: 60_000,
  settle: 30_000,
};
