// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Connection } from '../../console/connection.ts';
import type { Slot } from '../../engine/slot.ts';
import type { Run } from '../../engine/step.ts';
import type { Context, Model } from './model.ts';
import { placeOf } from './words.ts';

/** Connects to the consoles of the model, by the telnet of its container: its ports are not open to anybody else. */
export async function connectPorts(
  run: Run,
  { board }: Context,
  { container, port, feedbacks }: Model,
  console: Slot<Connection>,
): Promise<void> {
  const { namespace } = run.step;
  const telnet = (to: number) => ['telnet', 'localhost', String(to)];
  const tags = ['telnet'];
  for (const [name, to] of feedbacks)
    await container.exec(telnet(to), {
      namespace: name === namespace ? `${name}-feedback` : name,
      name,
      tags,
    });
  if (port === undefined) throw new LavaError('job-invalid', 'the model did not say the port of its console');
  const connection = await container.exec(telnet(port), {
    namespace,
    name: 'fvp',
    tags: ['primary', ...tags],
  });
  connection.characterDelay = board.delays.boot;
  console.set(connection);
}

/** Runs a file of the deploy block in the container; what it says is the console from now on. @param role of the file */
export async function runApp(
  run: Run,
  { container }: Model,
  role: string,
  console: Slot<Connection>,
): Promise<void> {
  console.set(await container.exec([placeOf(role)], { namespace: run.step.namespace, name: 'erpc-app' }));
}

/** Runs commands in one shell of the container, as long as they succeed; what they say is the console from now on. */
export async function runCommands(
  run: Run,
  { container }: Model,
  commands: readonly string[],
  console: Slot<Connection>,
): Promise<void> {
  const shell = ['sh', '-c', commands.join(' && ')];
  console.set(await container.exec(shell, { namespace: run.step.namespace, name: 'fvp-commands' }));
}
