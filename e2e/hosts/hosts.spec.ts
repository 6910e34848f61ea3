// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe } from 'vitest';
import { whyNoHosts } from '../../tools/hosts/possible.ts';
import { type Capture, startCapture } from './capture.ts';
import { type HostLab, startHostLab } from './lab.ts';
import { boardsNetwork } from './parts/boards-network.ts';
import { installation } from './parts/installation.ts';
import { joining } from './parts/joining.ts';
import { moving } from './parts/moving.ts';
import { outOfService } from './parts/out-of-service.ts';
import { removal } from './parts/removal.ts';
import { restarts } from './parts/restarts.ts';
import { traffic } from './parts/traffic.ts';
import { upgrades } from './parts/upgrades.ts';
import { wrongPlaces } from './parts/wrong-places.ts';

// One lab for all parts, which are in the order of a lab's life: each takes what the ones before it have set up.
describe.skipIf(whyNoHosts() !== undefined)('a lab of three machines', () => {
  let lab: HostLab;
  let capture: Capture;
  beforeAll(async () => {
    lab = await startHostLab();
    capture = await startCapture(lab);
  });
  afterAll(() => {
    capture?.close();
    lab?.close();
  });

  installation(() => lab);
  joining(() => lab);
  wrongPlaces(() => lab);
  boardsNetwork(() => lab);
  moving(() => lab);
  restarts(() => lab);
  upgrades(() => lab);
  outOfService(() => lab);
  traffic(
    () => lab,
    () => capture,
  );
  removal(() => lab);
});
