// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Switch, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { WORKER_HEALTH } from '../../entities/worker/status.ts';
import { offers } from '../../ui/action/action.tsx';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';

/** Enables and disables a worker; a disabled one finishes what runs and gets nothing new. */
export function WorkerSwitch({ worker }: { worker: Worker }) {
  const update = useMutation({
    mutationFn: (enabled: boolean) =>
      client.workers.update(worker.name, { health: enabled ? 'active' : 'maintenance' }),
    meta: { changes: ['worker', 'device'], failed: 'Not changed' },
  });
  if (!offers(worker, 'update') || worker.health === 'retired')
    return <StatusBadge status={WORKER_HEALTH[worker.health]} />;
  const enabled = update.isPending ? update.variables : worker.health === 'active';
  return (
    <Tooltip label={enabled ? 'Disable: running jobs finish, no new ones start' : 'Enable'}>
      <Switch
        size="sm"
        checked={enabled}
        onChange={(event) => update.mutate(event.currentTarget.checked)}
        label={WORKER_HEALTH[enabled ? 'active' : 'maintenance'].label}
        aria-label={`${worker.name} takes jobs`}
        style={{ width: 'max-content' }}
      />
    </Tooltip>
  );
}
