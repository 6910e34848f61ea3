// SPDX-License-Identifier: Apache-2.0
import { type WorkerFile, WorkerHealth } from '@lava/protocol/api/lab.ts';
import type { Entry } from './report.ts';
import { add, description, enter, enterText, fill, part, type Run } from './run.ts';
import { inForm, WorkerDetails, type WorkerThere } from './shapes.ts';

/** Workers, with the files that their jobs get; they join by themselves, later. */
export async function enterWorkers(run: Run, workers: readonly WorkerThere[]): Promise<void> {
  for (const worker of workers)
    await enter(run, 'worker', worker.hostname, async (entry) => {
      await enterWorker(run, entry, worker);
      await part(entry, 'files', () => enterFiles(run, entry));
    });
}

async function enterWorker(run: Run, entry: Entry, there: WorkerThere): Promise<void> {
  const { workers } = run.client;
  const name = there.hostname;
  const here = run.here.workers.get(name);
  const facts = { description: description(entry, there.description), jobLimit: there.job_limit };
  if (!here)
    await add(run, entry, async () => {
      await workers.add({ name });
      run.here.workers.set(name, await workers.get(name));
    });
  await part(entry, 'facts', () =>
    fill(run, entry, {
      here: here ? { ...here } : {},
      // What became of it here is not undone.
      there: here ? facts : { ...facts, health: inForm(WorkerHealth, there.health.toLowerCase(), 'health') },
      save: (set) => workers.update(name, set),
    }),
  );
}

async function enterFiles(run: Run, entry: Entry): Promise<void> {
  const path = `workers/${encodeURIComponent(entry.name)}`;
  const details = inForm(
    WorkerDetails,
    await run.source.call('scheduler.workers.show', [entry.name]),
    'worker',
  );
  const { workers } = run.client;
  const files = {
    config: [details.default_config, () => run.source.text(`${path}/config/`), workers.config],
    env: [details.default_env, () => run.source.text(`${path}/env/`), workers.env],
    'env-dut': [details.default_env_dut, () => envDut(run, entry.name), workers.envDut],
  } as const satisfies Record<WorkerFile, unknown>;
  for (const [file, [isDefault, read, kept]] of Object.entries(files))
    if (!isDefault) await part(entry, file, async () => enterText(run, entry, file, await read(), kept));
}

/** REST does not have it. */
async function envDut(run: Run, name: string): Promise<string | undefined> {
  const text = await run.source.call('scheduler.workers.get_env_dut', [name]);
  return text instanceof Uint8Array ? Buffer.from(text).toString('utf8') : undefined;
}
