// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '@lava/kit/doctor/finding.ts';
import type { DaemonStatus } from '../status.ts';

const CHECK = 'accounts of jobs';

/** Whether what breaks out of a job has only the rights of that job; the daemon that runs has found out. */
export function examineAccounts(status: Pick<DaemonStatus, 'accounts'> | undefined): Finding[] {
  const accounts = status?.accounts;
  if (!accounts) return [];
  if ('why' in accounts) {
    return [
      {
        check: CHECK,
        state: 'warning',
        message: `jobs run under the account of the worker, since ${accounts.why}: what breaks out of one can read the worker's key and other jobs`,
        hint: 'see docs/explanation/trust.md for what is enforced; or give submitters who do not trust each other workers of their own',
      },
    ];
  }
  const { count, named } = accounts;
  if (named === 0) {
    return [
      {
        check: CHECK,
        state: 'warning',
        message: `each job has an account of its own, of ${count}; none has a name, so ssh refuses to run in jobs`,
        hint: 'install the package lava-dispatcher, which names them, or add users called lava-job-N with these numbers',
      },
    ];
  }
  const some = named < count ? `, ${named} of them with a name` : '';
  return [{ check: CHECK, state: 'ok', message: `each job has its own, of ${count}${some}` }];
}
