// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Block } from '@lava/protocol/job/job.ts';
import type { Connection } from '../console/connection.ts';
import type { PlanContext } from '../engine/method.ts';
import { CONNECTION } from './connection-key.ts';

/**
 * The console that a test block works with: that of its namespace, or of `connection-namespace`.
 * @throws LavaError `job-invalid` when no boot block has opened it
 */
export function testConnection<B extends Block>({
  block,
  target,
  targets,
  board,
}: PlanContext<B>): Connection {
  const other = block['connection-namespace'];
  const speaker = (other !== undefined && targets.get(other)) || target;
  const connection = speaker.find(CONNECTION)?.peek();
  if (!connection)
    throw new LavaError(
      'job-invalid',
      `there is no connection to the device of namespace ${speaker.namespace}`,
      {
        hint: 'a boot block of the same namespace comes before the test',
      },
    );
  connection.characterDelay = board.delays.test;
  return connection;
}
