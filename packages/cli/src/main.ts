// SPDX-License-Identifier: Apache-2.0
import { useCompileCache } from '@lava/kit/process/compile-cache.ts';

// `lava jobs logs 1 | head`: the reader has enough, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
// Everything else is loaded after this, so that it is compiled once.
useCompileCache();
const { main } = await import('./cli.ts');
await main(process.argv.slice(2));
