// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';
import { projects } from './tools/test/projects.ts';
import { LedgerReporter } from './tools/test/reporter.ts';
import { LongestFirst } from './tools/test/sequencer.ts';

const root = import.meta.dirname;

export default defineConfig({
  test: {
    projects: projects(root, process.argv.slice(2)),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new LedgerReporter(root)],
  },
});
