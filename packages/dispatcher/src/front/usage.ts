// SPDX-License-Identifier: Apache-2.0

/** Options of `lava-run`; command line, help, man page and completion are made from them. */
export const RUN_OPTIONS: readonly { flags: string[]; value?: string; choices?: string[]; text: string }[] = [
  { flags: ['--device'], value: 'file', text: 'rendered device configuration' },
  { flags: ['--output-dir'], value: 'dir', text: 'logs.yaml and result.yaml go here' },
  { flags: ['--job-id'], value: 'id', text: 'number of the job' },
  { flags: ['--dispatcher'], value: 'file', text: 'settings of the worker (dispatcher.yaml)' },
  { flags: ['--env'], value: 'file', text: 'environment of programs on the worker (env.yaml)' },
  { flags: ['--env-dut'], value: 'file', text: "variables for the device's shell (env-dut.yaml)" },
  {
    flags: ['--cache-dir'],
    value: 'dir',
    text: 'artefacts that all jobs share; default $LAVA_CACHE_DIR, else the usual place of caches',
  },
  {
    flags: ['--cleanup-time'],
    value: 'seconds',
    text: 'that the job has to clean up after its end or its cancel; default 300',
  },
  { flags: ['--json'], text: 'show the log as records, one JSON document a line' },
  {
    flags: ['--describe'],
    value: 'tree|json',
    choices: ['tree', 'json'],
    text: 'print the plan and do nothing else',
  },
  {
    flags: ['--validate'],
    text: 'check job, device, plan and what the steps need of this machine, and do nothing else',
  },
  {
    flags: ['--job-dir'],
    value: 'dir',
    text: 'as the worker calls it: DIR/bundle.json to DIR/records.ndjson and DIR/status.json',
  },
  {
    flags: ['--standby'],
    value: 'dir',
    text: 'as the worker calls it before there is a job: wait for one in DIR, its working directory',
  },
  {
    flags: ['--give-back'],
    value: 'dir',
    text: 'as the worker calls it for a job that died: undo what DIR/leases.ndjson says the job had taken',
  },
  { flags: ['-h', '--help'], text: 'this help' },
];

const USAGE = `usage: lava-run --device DEVICE.yaml --output-dir DIR --job-id ID [options] JOB.yaml
       lava-run --describe [tree|json] --device DEVICE.yaml JOB.yaml
       lava-run --validate --device DEVICE.yaml JOB.yaml
       lava-run --job-dir DIR --job-id ID [--cache-dir DIR] [--cleanup-time SECONDS]
       lava-run --standby DIR
       lava-run --give-back DIR [--cleanup-time SECONDS]

Runs one job on this machine, and shows its log.

`;

const STATUS = `
Exit status: 0 the job is complete; 1 the job or its tests failed; 2 wrong usage; 3 the lab failed, its configuration, or
this program; 4 canceled.
`;

export function help(): string {
  const lines = RUN_OPTIONS.map(({ flags, value, choices, text }) => {
    const word = choices ? ` [${value}]` : value ? ` ${value.toUpperCase()}` : '';
    return `  ${(flags.join(', ') + word).padEnd(24)} ${text}\n`;
  });
  return USAGE + lines.join('') + STATUS;
}

/** For `parseArgs`, which takes types from a literal; a test compares it with the table above. */
export const PARSE_OPTIONS = {
  'cache-dir': { type: 'string' },
  'cleanup-time': { type: 'string' },
  describe: { type: 'string' },
  device: { type: 'string' },
  dispatcher: { type: 'string' },
  env: { type: 'string' },
  'env-dut': { type: 'string' },
  'give-back': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  'job-dir': { type: 'string' },
  'job-id': { type: 'string' },
  json: { type: 'boolean' },
  'output-dir': { type: 'string' },
  // Older callers still say it.
  'skip-sudo-warning': { type: 'boolean' },
  standby: { type: 'string' },
  validate: { type: 'boolean' },
} as const;
