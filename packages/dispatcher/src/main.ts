// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';

const HELP = `usage: lava-run --describe [tree|json] --device DEVICE.yaml JOB.yaml

  --describe [tree|json]   print the plan and do nothing else
  --device FILE            rendered device configuration
`;

const FORMS = ['tree', 'json'] as const;

/** `lava-run`: plans or runs one job. Returns the exit status. */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDefaultForm(argv),
    allowPositionals: true,
    options: {
      describe: { type: 'string' },
      device: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [jobFile] = positionals;
  if (values.help || !values.describe || !values.device || !jobFile) {
    process.stderr.write(HELP);
    return values.help ? 0 : 2;
  }
  const { describeFiles } = await import('./describe-files.ts');
  return describeFiles(jobFile, values.device, values.describe === 'json');
}

/** `--describe` may stand without its form. */
function withDefaultForm(argv: string[]): string[] {
  return argv.flatMap((arg, i) =>
    arg === '--describe' && !FORMS.some((form) => form === argv[i + 1]) ? [arg, 'tree'] : [arg],
  );
}

process.exitCode = await main(process.argv.slice(2));
