// SPDX-License-Identifier: Apache-2.0

import { makeKeys } from '@lava/kit/zmq/curve.ts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Subscriber } from 'zeromq';
import { changeDevice } from '../../devices/devices.ts';
import { cancelJob } from '../../jobs/jobs.ts';
import { COMMAND_LINE } from '../../rights/permissions.ts';
import { atEnd } from '../../testing/at-end.ts';
import { silent, testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import { EventFeed } from './feed.ts';
import { EventPublisher } from './publisher.ts';

/** LAVA's events, as `lavacli events` and SQUAD follow them. */

let lab: ReturnType<typeof testLab>;
let db: Awaited<ReturnType<typeof testDatabase>>;
const heard: { frames: number; topic: string; user: string; data: Record<string, unknown> }[] = [];

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.user('ann');
  await lab.deviceType();
  await lab.worker();
  await lab.device('qemu-1');
  const feed = new EventFeed(db, silent);
  const publisher = new EventPublisher({ db, feed, endpoints: ['tcp://127.0.0.1:*'] });
  const [endpoint = ''] = await publisher.start();
  const subscriber = new Subscriber({ linger: 0 });
  subscriber.connect(endpoint);
  subscriber.subscribe();
  const reading = (async () => {
    for await (const frames of subscriber) {
      const [topic = '', , , user = '', text = '{}'] = frames.map(String);
      heard.push({ frames: frames.length, topic, user, data: JSON.parse(text) });
    }
  })();
  atEnd(async () => {
    await publisher.close();
    await feed.close();
    subscriber.close();
    await reading;
  });
  // Until the subscription has arrived, nothing is heard.
  await vi.waitFor(async () => {
    await lab.job({ description: 'first' });
    if (heard.length === 0) throw new Error('nothing is heard');
  }, 20_000);
});

const of = (description: string) => heard.filter(({ data }) => data.description === description);

describe('events', () => {
  it('say that a job was submitted, and how it ended', async () => {
    const id = await lab.job({ description: 'to cancel' });
    await expect.poll(() => of('to cancel').length).toBe(1);
    await cancelJob(db, COMMAND_LINE, id);
    await expect.poll(() => of('to cancel').length).toBe(2);
    const [submitted, over] = of('to cancel');
    expect(submitted).toMatchObject({
      frames: 5,
      topic: 'org.lavasoftware.testjob',
      user: 'ann',
      data: { job: id, state: 'Submitted', health: 'Unknown', device_type: 'qemu', priority: 50 },
    });
    expect(submitted?.data).not.toHaveProperty('end_time');
    expect(over?.data).toMatchObject({ job: id, state: 'Finished', health: 'Canceled' });
    expect(over?.data.end_time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{15}\+00:00$/);
  });

  it('say what became of a device, once, and nothing of its description', async () => {
    await changeDevice(db, COMMAND_LINE, 'qemu-1', { description: 'other words' });
    await changeDevice(db, COMMAND_LINE, 'qemu-1', { health: 'bad' });
    const devices = () => heard.filter(({ topic }) => topic === 'org.lavasoftware.device');
    await expect.poll(() => devices().at(-1)?.data.health).toBe('Bad');
    expect(devices().map(({ data }) => data)).toEqual([
      { health: 'Bad', state: 'Idle', device: 'qemu-1', device_type: 'qemu', worker: 'lab-1' },
    ]);
  });

  it('are heard by those who know the key of the server, when it has one', async () => {
    const keys = makeKeys();
    const feed = new EventFeed(db, silent);
    const secret = { feed, db, endpoints: ['tcp://127.0.0.1:*'], secretKey: keys.secretKey };
    const publisher = new EventPublisher(secret);
    const [endpoint = ''] = await publisher.start();
    const own = makeKeys();
    const subscribers = [keys.publicKey, makeKeys().publicKey, undefined].map((curveServerKey) => {
      const curve = { curveServerKey, curvePublicKey: own.publicKey, curveSecretKey: own.secretKey };
      const subscriber = new Subscriber({ linger: 0, ...(curveServerKey !== undefined && curve) });
      subscriber.connect(endpoint);
      subscriber.subscribe();
      return subscriber;
    });
    let topic = '';
    const counts = subscribers.map(() => 0);
    const reading = subscribers.map(async (subscriber, n) => {
      for await (const [first] of subscriber) {
        topic = String(first);
        counts[n] = (counts[n] ?? 0) + 1;
      }
    });
    await vi.waitFor(async () => {
      await lab.job({ description: 'for those who know' });
      if (counts[0] === 0) throw new Error('nothing is heard');
    }, 20_000);
    for (const subscriber of subscribers) subscriber.close();
    await Promise.all(reading);
    await publisher.close();
    await feed.close();
    expect([topic, counts.slice(1)]).toEqual(['org.lavasoftware.testjob', [0, 0]]);
  });

  it('are published of each job, also when so many change together that none is named', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 25; n++) ids.push(await lab.job({ description: 'of many' }));
    await expect.poll(() => of('of many').length).toBe(25);
    const ended = { state: 'finished', health: 'canceled', end_time: new Date() } as const;
    await db.run((q) => q.updateTable('jobs').set(ended).where('id', 'in', ids).execute());
    await expect.poll(() => of('of many').length).toBe(50);
    const over = of('of many').slice(25);
    expect(over.map(({ data }) => data.job).toSorted((a, b) => Number(a) - Number(b))).toEqual(ids);
    expect(over.every(({ data }) => data.state === 'Finished' && data.health === 'Canceled')).toBe(true);
  });

  it('say nothing of a personal job', async () => {
    await lab.job({ description: 'secret plan', visibility: 'personal' });
    await lab.job({ description: 'after it' });
    await expect.poll(() => of('after it').length).toBe(1);
    expect(of('secret plan')).toEqual([]);
  });
});
