// SPDX-License-Identifier: Apache-2.0
import { aliasMethods } from '@lava/protocol/api/client/names.ts';
import { HealthDenominator, type UpdateDeviceType } from '@lava/protocol/api/lab.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type * as z from 'zod';
import { enterGrants, type GrantsThere, mayBeShown } from './grants.ts';
import type { Entry } from './report.ts';
import { add, description, enter, enterText, fill, part, type Run } from './run.ts';
import { TypeDetails, type TypeThere } from './shapes.ts';

/** Device types with what belongs to them: template, health check, aliases, permissions. */
export async function enterTypes(run: Run, types: readonly TypeThere[], grants: GrantsThere): Promise<void> {
  for (const type of types)
    await enter(run, 'device type', type.name, async (entry) => {
      await enterType(run, entry, type, grants);
      await part(entry, 'template', () => enterTemplate(run, entry));
      await part(entry, 'health check', async () => {
        const text = await run.source.text(`devicetypes/${encodeURIComponent(type.name)}/health_check/`);
        await enterText(run, entry, 'health check', text, run.client.deviceTypes.healthCheck);
      });
    });
  // An alias could be named before its type is here.
  for (const { name: deviceType, aliases } of types)
    for (const alias of aliases)
      await enter(run, 'alias', alias, (entry) => enterAlias(run, entry, alias, deviceType));
}

async function enterType(run: Run, entry: Entry, there: TypeThere, grants: GrantsThere): Promise<void> {
  const { deviceTypes } = run.client;
  const { name } = there;
  const here = run.here.types.get(name);
  if (!here) {
    mayBeShown(run, grants, 'device-type', name);
    await add(run, entry, async () => {
      run.here.types.set(name, await deviceTypes.add({ name }));
    });
  }
  await enterGrants(run, entry, grants, 'device-type');
  await part(entry, 'facts', () =>
    fill(run, entry, {
      here: here ? { ...here, ...here.hardware } : {},
      there: {
        description: description(entry, there.description),
        display: there.display,
        healthFrequency: there.health_frequency,
        healthDenominator: HealthDenominator.catch('hours').parse(there.health_denominator.toLowerCase()),
        disableHealthCheck: there.disable_health_check,
        ...{ architecture: there.architecture, processor: there.processor, cpuModel: there.cpu_model },
        ...{ bits: there.bits, cores: there.cores, coreCount: there.core_count },
      },
      save: (set) => deviceTypes.update(name, asChange(set)),
    }),
  );
}

const FACTS = ['architecture', 'processor', 'cpuModel', 'bits', 'cores', 'coreCount'];

function asChange(set: Record<string, unknown>): z.input<typeof UpdateDeviceType> {
  const [facts, rest] = [true, false].map((of) =>
    Object.fromEntries(Object.entries(set).filter(([key]) => FACTS.includes(key) === of)),
  );
  return { ...rest, ...(Object.keys(facts ?? {}).length > 0 && { hardware: facts }) };
}

/** A template that comes with LAVA is taken only where this server has none of that name. */
async function enterTemplate(run: Run, entry: Entry): Promise<void> {
  const own = await hasOwnTemplate(run, entry.name);
  const here = run.here.types.get(entry.name);
  if (!own && (here === undefined || here.template !== 'none')) return;
  const text = await run.source.text(`devicetypes/${encodeURIComponent(entry.name)}/template/`);
  await enterText(run, entry, 'template', text, run.client.deviceTypes.template);
}

async function hasOwnTemplate(run: Run, name: string): Promise<boolean> {
  try {
    const details = TypeDetails.safeParse(await run.source.call('scheduler.device_types.show', [name]));
    return details.success && !details.data.default_template;
  } catch (thrown) {
    if (toLavaError(thrown).code !== 'not-found') throw thrown;
    return false;
  }
}

async function enterAlias(run: Run, entry: Entry, name: string, deviceType: string): Promise<void> {
  const here = run.here.aliases.get(name);
  if (here === deviceType) return;
  if (here !== undefined && !run.overwrite) {
    entry.differs.push(`of device type ${here} here, of ${deviceType} there`);
    return;
  }
  if (!run.dryRun && !run.here.types.has(deviceType))
    throw new LavaError('not-found', `device type ${deviceType} is not here`);
  const aliases = aliasMethods(run.client);
  await add(run, entry, async () => {
    if (here !== undefined) await aliases.remove(name);
    await aliases.add({ name, deviceType });
    run.here.aliases.set(name, deviceType);
  });
}
