// SPDX-License-Identifier: Apache-2.0
// A daemon in a process of its own, to be killed while it ends the jobs of the one before: second-daemon.ts ROOT CLEANUP-TIME
import { WorkerJobs } from './worker-jobs.ts';

const [root = '', cleanupTime] = process.argv.slice(2);
const jobs = new WorkerJobs({ root, accounts: false, cleanupTime: Number(cleanupTime) });
process.stdout.write('adopts\n');
await jobs.adopt();
