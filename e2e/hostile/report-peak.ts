// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { cpuTime, peakMemory } from './memory.ts';

// Loaded into a program before its own code, for `runMeasured`: reports the memory that it had at most and its CPU time,
// however it ends by itself. Of its children none does that.
const file = process.env.LAVA_TEST_PEAK;
delete process.env.LAVA_TEST_PEAK;
if (file !== undefined)
  process.on('exit', () => writeFileSync(file, `${peakMemory(process.pid)} ${cpuTime(process.pid)}`));
