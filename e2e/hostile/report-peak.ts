// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { peakMemory } from './memory.ts';

// Loaded into a program before its own code, for `runMeasured`: reports how much memory it had at most, however it ends
// by itself. Of its children none does that.
const file = process.env.LAVA_TEST_PEAK;
delete process.env.LAVA_TEST_PEAK;
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(peakMemory(process.pid))));
