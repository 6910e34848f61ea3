// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, DeviceHealth } from '@lava/protocol/api/lab.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { type ImportReport, importLab } from '../lab/import-lab.ts';
import { planLab } from '../lab/lab-plan.ts';
import type { Act } from './session.ts';

interface ImportFlags {
  allTypes?: boolean;
  health: string;
  dryRun?: boolean;
}

/** `lava-server manage import DIR…` */
export function importCommand(act: Act): Command {
  return new Command('import')
    .description(
      "device types, dictionaries and health checks from directories, e.g. a LAVA server's /etc/lava-server and /usr/share/lava-server",
    )
    .argument('<dir...>', 'of two files for one name the first directory wins')
    .option('--all-types', 'also templates that no dictionary needs')
    .option('--health <health>', 'of devices that are new here', 'maintenance')
    .option('--dry-run', 'show what would happen, change nothing')
    .action(async (directories: string[], { allTypes = false, health, dryRun = false }: ImportFlags) => {
      const parsed = DeviceHealth.safeParse(health);
      if (!parsed.success)
        throw new LavaError('request-invalid', `--health must be one of ${DEVICE_HEALTHS.join(', ')}`);
      await act(async ({ db, print }) => {
        const plan = planLab(directories, allTypes);
        const report = await importLab(db, plan, { health: parsed.data, dryRun });
        print(report, () => describe(report, dryRun));
      });
    });
}

export function describe({ added, changed, unchanged, remarks }: ImportReport, dryRun: boolean): string {
  const lines = [
    ...added.map((what) => `added ${what}`),
    ...changed.map((what) => `changed ${what}`),
    ...remarks.map((remark) => `remark: ${describeRemark(remark)}`),
    `${added.length} added, ${changed.length} changed, ${unchanged} unchanged, ${remarks.length} remarks`,
    ...(dryRun ? ['nothing was changed: --dry-run'] : []),
  ];
  return lines.join('\n');
}

function describeRemark({ message, where, hint }: Problem): string {
  const place = where?.file ? `${where.file}${where.line === undefined ? '' : `:${where.line}`}: ` : '';
  return `${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
}
