// SPDX-License-Identifier: Apache-2.0
import type { LeaseRules } from '../../rights/leases.ts';
import type { ServerSettings } from '../../settings.ts';
import type { JobRules } from './envelope.ts';

const HOUR = 3_600;

/** What this lab allows to jobs, by its settings. */
export function jobRules(settings: ServerSettings): JobRules & { leases: LeaseRules } {
  return {
    extraContext: settings.extraContextVariables,
    labRetries: settings.retryInfrastructure,
    leases: {
      groups: settings.leaseGroups,
      longest: settings.leaseHours * HOUR,
      each: settings.leasesPerUser,
      together: settings.leasesPerGroup,
      weekly: settings.leaseHoursPerWeek * HOUR,
    },
  };
}
