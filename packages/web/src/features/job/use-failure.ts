// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { useMemo } from 'react';
import { findFailure } from '../../log/failure.ts';
import type { OpenLog } from '../../log/open-log.ts';

/** Record of the line where the job failed, once that is here; undefined for jobs that did not fail. */
export function useFailure({ error, state }: Job, { store, version }: OpenLog): number | undefined {
  const message = state === 'finished' && error && error.kind !== 'canceled' ? error.message : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the store changes in place; its version says that it did
  return useMemo(
    () => (message === undefined ? undefined : findFailure(store, message)),
    [store, version, message],
  );
}
