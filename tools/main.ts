// SPDX-License-Identifier: Apache-2.0

interface Tool {
  summary: string;
  /** Exit code; loaded only when it is this one that runs. */
  run(args: string[]): Promise<number>;
}

/** The development commands of `./lava`, one file each. */
const TOOLS: Record<string, Tool> = {
  bench: {
    summary: 'comparisons, each a ratio measured in one run; `./lava bench` lists them',
    run: async (args) => (await import('../bench/main.ts')).bench(args),
  },
  check: {
    summary: 'format, lint, types, import rules, words, generated files [--fix] [--quick] [commits [FILE]]',
    run: async (args) => (await import('./check.ts')).check(args),
  },
  demo: {
    summary: 'a whole lab on this machine, and a first job in it [--once] [--json]',
    run: async (args) => (await import('./demo.ts')).demo(args),
  },
  dev: {
    summary: 'a lab that runs from source, and the web pages with reload at every change',
    run: async () => (await import('./dev.ts')).dev(),
  },
  generate: {
    summary: 'files that are made from code: references in docs/ [--check]',
    run: async (args) => (await import('./generate.ts')).generate(args),
  },
  package: {
    summary: 'Debian packages, into dist/ [--out DIR] [--version V] [NAME…]',
    run: async (args) => (await import('./package.ts')).buildPackages(args),
  },
  screenshot: {
    summary: 'the picture of the README, from a run of the demo',
    run: async () => (await import('./screenshot.ts')).screenshot(),
  },
  test: {
    summary: 'everything; `./lava test FILTER…` runs the spec files whose path contains one',
    run: async (args) => (await import('./test/main.ts')).test(args),
  },
};

async function main([name, ...args]: string[]): Promise<number> {
  const tool = TOOLS[name ?? ''];
  if (tool && !(args.includes('--help') && name !== 'demo' && name !== 'bench')) return tool.run(args);
  const lines = Object.entries(TOOLS).map(([key, { summary }]) => `  ./lava ${key.padEnd(10)} ${summary}\n`);
  process.stdout.write(`Development commands:\n${lines.join('')}`);
  return tool ? 0 : 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof Error && !process.env.LAVA_DEBUG;
  process.stderr.write(`lava: ${expected ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
