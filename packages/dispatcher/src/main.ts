// SPDX-License-Identifier: Apache-2.0
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { dropMallocSettings } from '@lava/kit/process/node-flags.ts';

const HELP = `usage: lava-run --device DEVICE.yaml --output-dir DIR --job-id ID [options] JOB.yaml
       lava-run --describe [tree|json] --device DEVICE.yaml JOB.yaml
       lava-run --validate --device DEVICE.yaml JOB.yaml
       lava-run --job-dir DIR --job-id ID [--cache-dir DIR]
       lava-run --standby DIR

Runs one job on this machine, and shows its log.

  --device FILE            rendered device configuration
  --output-dir DIR         logs.yaml and result.yaml go here
  --job-id ID              number of the job
  --dispatcher FILE        settings of the worker (dispatcher.yaml)
  --env FILE               environment of programs on the worker (env.yaml)
  --env-dut FILE           variables for the device's shell (env-dut.yaml)
  --cache-dir DIR          artefacts that all jobs share; default $LAVA_CACHE_DIR, else the usual place of caches
  --json                   show the log as records, one JSON document a line
  --describe [tree|json]   print the plan and do nothing else
  --validate               check job, device, plan and what the steps need of this machine, and do nothing else
  --job-dir DIR            as the worker calls it: DIR/bundle.json to DIR/records.ndjson and DIR/status.json
  --standby DIR            as the worker calls it before there is a job: wait for one in DIR, its working
                           directory

Exit status: 0 the job is complete; 1 the job or its tests failed; 2 wrong usage; 3 the lab failed, its configuration, or
this program; 4 canceled.
`;

const FORMS = ['tree', 'json'] as const;

/** `lava-run`: plans or runs one job. Returns the exit status. */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDefaultForm(argv),
    allowPositionals: true,
    options: {
      'cache-dir': { type: 'string' },
      describe: { type: 'string' },
      device: { type: 'string' },
      dispatcher: { type: 'string' },
      env: { type: 'string' },
      'env-dut': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      'job-dir': { type: 'string' },
      'job-id': { type: 'string' },
      json: { type: 'boolean' },
      'output-dir': { type: 'string' },
      'skip-sudo-warning': { type: 'boolean' },
      standby: { type: 'string' },
      validate: { type: 'boolean' },
    },
  });
  const [jobFile] = positionals;
  const { device, 'job-dir': jobDir, 'job-id': id, 'output-dir': outputDir } = values;
  if (!values.help && values.standby) {
    const { standBy } = await import('./front/standby.ts');
    return standBy();
  }
  if (!values.help && jobDir && id) {
    const { runForWorker } = await import('./front/worker.ts');
    return runForWorker({ id, jobDir, cacheDir: values['cache-dir'] });
  }
  if (!values.help && device && jobFile && values.validate) {
    const { validateFiles } = await import('./front/validate.ts');
    const { dispatcher, env, 'env-dut': envDut } = values;
    return validateFiles({ jobFile, device, dispatcher, env, envDut });
  }
  if (!values.help && device && jobFile && values.describe) {
    const { describeFiles } = await import('./describe-files.ts');
    return describeFiles(jobFile, device, values.describe === 'json');
  }
  if (!values.help && device && jobFile && id && outputDir) {
    const { runForPerson } = await import('./front/person.ts');
    const { dispatcher, env, 'env-dut': envDut, 'cache-dir': cacheDir, json = false } = values;
    return runForPerson({ id, jobFile, device, outputDir, dispatcher, env, envDut, cacheDir, json });
  }
  process.stderr.write(HELP);
  return values.help ? 0 : 2;
}

/** `--describe` may stand without its form. */
function withDefaultForm(argv: string[]): string[] {
  return argv.flatMap((arg, i) =>
    arg === '--describe' && !FORMS.some((form) => form === argv[i + 1]) ? [arg, 'tree'] : [arg],
  );
}

enableCompileCache();
dropMallocSettings(process.env);
const status = await main(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
  if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`${error.message}\n\n${HELP}`);
  return 2;
});
// Nothing that was begun in the background and is not needed any more keeps the process.
process.exit(status);
