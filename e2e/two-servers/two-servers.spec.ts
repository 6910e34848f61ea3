// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@lava/kit/testing/random.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';
import { breakParts } from './faults.ts';
import { findings, jobsOf } from './findings.ts';
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
      let found: string[];
      do {
        await sleep(2_000);
        found = await findings(cluster, fleet, asked);
      } while (found.length > 0 && performance.now() < end);
      const rows = await jobsOf(cluster);
      process.stdout.write(`${asked.length} jobs, ${faults.length} faults, seed ${SEED}\n`);
      if (found.length > 0) process.stdout.write(`${faults.join('\n')}\n${found.join('\n')}\n`);
      expect(found).toEqual([]);
      expect(faults.filter((fault) => fault.includes('lease')).length).toBeGreaterThanOrEqual(2);
      const complete = rows.filter(({ health }) => health === 'complete').length;
      const answered = asked.filter(({ id }) => id !== undefined).length;
      expect(complete, `of ${answered} answered submits`).toBeGreaterThan(answered / 3);
    },
    SECONDS * 1_000 + SETTLE + 600_000,
  );
});
