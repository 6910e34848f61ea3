// SPDX-License-Identifier: Apache-2.0

import type { Lab } from '@lava/lab/lab.ts';
import type { Client } from '@lava/protocol/api/client.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { firstDevice } from './first-job.ts';

/** What an admin does once a device type and once a device, by REST; again where an earlier run did it already. */
export async function enterFirstDevice({
  client,
  workerName,
}: Pick<Lab, 'client' | 'workerName'>): Promise<void> {
  const { name, dictionary } = firstDevice();
  await orKnown(client.deviceTypes.get('qemu'), () =>
    client.deviceTypes.add({ name: 'qemu', description: 'QEMU on the worker' }),
  );
  await orKnown(client.devices.get(name), () =>
    client.devices.add({ name, deviceType: 'qemu', description: 'a guest of this machine', dictionary }),
  );
  await putInOrder(client, name, dictionary, workerName);
}

/** A lab of an earlier run may be in any state, and the example may have changed since. */
async function putInOrder(client: Client, name: string, dictionary: string, worker: string): Promise<void> {
  const { text } = await client.devices.dictionary.get(name);
  if (text !== dictionary) await client.devices.dictionary.set(name, dictionary);
  await client.devices.update(name, { worker, health: 'good', reason: 'set in order' });
  await client.workers.update(worker, { health: 'active', reason: 'set in order' });
}

async function orKnown<T>(known: Promise<T>, add: () => Promise<T>): Promise<T> {
  try {
    return await known;
  } catch (error) {
    if (error instanceof LavaError && error.code === 'not-found') return add();
    throw error;
  }
}
