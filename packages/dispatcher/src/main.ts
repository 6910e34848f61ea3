// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { useCompileCache } from '@lava/kit/process/compile-cache.ts';
import { dropMallocSettings } from '@lava/kit/process/node-flags.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { help, PARSE_OPTIONS } from './front/usage.ts';

const FORMS = ['tree', 'json'] as const;

/** Exit status after an error of our own. */
const BUG = 3;

/** `lava-run`: plans or runs one job. Returns the exit status. */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDefaultForm(argv),
    allowPositionals: true,
    options: PARSE_OPTIONS,
  });
  const [jobFile] = positionals;
  const { device, 'job-dir': jobDir, 'job-id': id, 'output-dir': outputDir } = values;
  const cleanupTime = cleanupSeconds(values['cleanup-time']);
  await import('./front/parse-once.ts');
  if (!values.help && values.standby) {
    const { standBy } = await import('./front/standby.ts');
    return standBy();
  }
  if (!values.help && values['give-back']) {
    const { giveBack } = await import('./front/give-back.ts');
    return giveBack(values['give-back'], cleanupTime);
  }
  if (!values.help && jobDir && id) {
    const { runForWorker } = await import('./front/worker.ts');
    return runForWorker({ id, jobDir, cacheDir: values['cache-dir'], cleanupTime });
  }
  if (!values.help && device && jobFile && values.validate) {
    const { validateFiles } = await import('./front/validate.ts');
    const { dispatcher, env, 'env-dut': envDut } = values;
    return validateFiles({ jobFile, device, dispatcher, env, envDut });
  }
  if (!values.help && device && jobFile && values.describe) {
    const { describeFiles } = await import('./front/describe-files.ts');
    return describeFiles(jobFile, device, values.describe === 'json');
  }
  if (!values.help && device && jobFile && id && outputDir) {
    const { runForPerson } = await import('./front/person.ts');
    const { dispatcher, env, 'env-dut': envDut, 'cache-dir': cacheDir, json = false } = values;
    return runForPerson({
      ...{ id, jobFile, device, outputDir, dispatcher, env, envDut, cacheDir, json, cleanupTime },
    });
  }
  process.stderr.write(help());
  return values.help ? 0 : 2;
}

/** @throws LavaError `config-invalid` */
function cleanupSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3_600) return seconds;
  throw new LavaError('config-invalid', `--cleanup-time must be from 1 to 3600 seconds, found ${text}`);
}

/** `--describe` may stand without its form. */
function withDefaultForm(argv: string[]): string[] {
  return argv.flatMap((arg, i) =>
    arg === '--describe' && !FORMS.some((form) => form === argv[i + 1]) ? [arg, 'tree'] : [arg],
  );
}

useCompileCache();
dropMallocSettings(process.env);
const status = await main(process.argv.slice(2)).catch((error: Error & { code?: string }) => {
  if (!error.code?.startsWith('ERR_PARSE_ARGS') && error.code !== 'config-invalid') {
    // A job's own handler hides facts of the lab; without one, Node's prints what it is. Both end as a failure.
    if (!process.emit('uncaughtException', error)) throw error;
    return BUG;
  }
  process.stderr.write(`${error.message}\n\n${help()}`);
  return 2;
});
// Nothing that was begun in the background and is not needed any more keeps the process.
process.exit(status);
