// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@lava/kit/testing/random.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';
import { breakParts } from './faults.ts';
import { findings, jobsOf, unfinished } from './findings.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { submitJobs } from './stream.ts';

/** Seconds of faults; `./lava test --slow` has five minutes. The same seed makes the same faults again, at about the same time. */
const SECONDS = Number(process.env.LAVA_FAULT_SECONDS ?? (process.env.LAVA_SLOW ? 300 : 75));
const SEED = Number(process.env.LAVA_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Everything must have come to its end so long after the last fault, milliseconds; the machine may be very busy. */
const SETTLE = 180_000;

describe('an API and two masters on one database', () => {
  let cluster: Cluster;
  let fleet: Fleet;
  beforeAll(async () => {
    cluster = await startCluster(SEED);
    fleet = await startFleet(cluster);
  });
  afterAll(async () => {
    await fleet?.close();
    await cluster?.close();
  });

  it(
    `lose, double and block nothing while each is killed and frozen at random (LAVA_FAULT_SEED=${SEED})`,
    async () => {
      const random = new Random(SEED);
      const over = new AbortController();
      const stream = submitJobs(cluster, new Random(SEED + 1), over.signal);
      stream.catch(() => over.abort());
      const faults = await breakParts(cluster.parts, random, { seconds: SECONDS, signal: over.signal });
      over.abort();
      const asked = await stream;

      const end = performance.now() + SETTLE;
      while (performance.now() < end) {
        if (unfinished(await jobsOf(cluster)).length === 0 && fleet.held().length === 0) break;
        await sleep(500);
      }
      const told = faults.join('\n');
      expect(await findings(cluster, fleet, asked), told).toEqual([]);
      expect(faults.filter((fault) => fault.includes('lease')).length, told).toBeGreaterThanOrEqual(2);
      const finished = (await jobsOf(cluster)).filter(({ health }) => health === 'complete');
      expect(finished.length, told).toBeGreaterThan(SECONDS / 2);
      process.stdout.write(`${asked.length} jobs, ${faults.length} faults, seed ${SEED}\n`);
    },
    SECONDS * 1_000 + SETTLE + 120_000,
  );
});
