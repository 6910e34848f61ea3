// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

// Unit and component tests stand beside the code; e2e runs real daemons and is slower, so it is a project
// of its own with one file at a time (two cores).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.spec.ts', 'tools/**/*.spec.ts'],
          globalSetup: ['packages/server/src/testing/postgres.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.spec.ts'],
          exclude: ['e2e/hosts/**'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        // Whole machines from fresh Debian roots: root, name spaces and a package mirror. `./lava test` runs this last, where
        // tools/hosts/possible.ts finds that such machines can be made; alone: `./lava test --project hosts`
        test: {
          name: 'hosts',
          include: ['e2e/hosts/**/*.spec.ts'],
          globalSetup: ['tools/hosts/packages.ts'],
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
          // Each file's machines wait much: for downloads, guests, restarts.
          maxWorkers: 2,
        },
      },
    ],
  },
});
