// SPDX-License-Identifier: Apache-2.0
import { formatFindings, statusOf } from '@lava/kit/doctor/finding.ts';
import { Command } from 'commander';
import { examineServer } from '../doctor/doctor.ts';
import { type ManageOptions, settingsOf } from './session.ts';

/** Not a command on the database: it must also work when that does not. */
export function doctorCommand(options: () => ManageOptions, write: (text: string) => void): Command {
  return new Command('doctor')
    .description(
      'list the problems of this machine and what to do; exit status 1 when something does not work',
    )
    .action(async () => {
      const findings = await examineServer(settingsOf(options()));
      write(options().json ? `${JSON.stringify({ findings }, undefined, 2)}\n` : formatFindings(findings));
      process.exitCode = statusOf(findings);
    });
}
