// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Time } from '../../../ui/time/time.tsx';

/** The last one, and that there are none any more where they are disabled. */
export function HealthCheckFact({
  device: { lastHealthCheck: last, disableHealthCheck },
}: {
  device: Device;
}) {
  return (
    <>
      {disableHealthCheck && 'disabled '}
      {last === null
        ? !disableHealthCheck && 'none yet'
        : [
            <Anchor key="job" to="/jobs/$id" params={{ id: last.job }} size="sm">
              job {last.job}
            </Anchor>,
            ', ',
            <Time key="time" time={last.time} />,
          ]}
    </>
  );
}
