// SPDX-License-Identifier: Apache-2.0
import { type End, forward } from './forward.ts';

// Until its parent closes the pipe, or is gone.
const [from, to] = JSON.parse(process.argv[2] ?? '[]') as [End, End];
const { port } = await forward(from, to);
process.stdout.write(`${port ?? 'ready'}\n`);
process.stdin.resume().on('end', () => process.exit(0));
