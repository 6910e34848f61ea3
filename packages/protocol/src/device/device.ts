// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timeout } from '../job/timeout.ts';

const Methods = z.record(z.string(), z.unknown());

/** A rendered device configuration: what the dispatcher needs of it; a method's own part is in its `schema.ts`. */
export const Device = z.looseObject({
  hostname: z.string().optional(),
  devicetype: z.string().optional(),
  character_delays: z.record(z.string(), z.number()).nullish(),
  commands: z.record(z.string(), z.unknown()).nullish(),
  constants: z.record(z.string(), z.unknown()).nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  environment: z.record(z.string(), z.unknown()).nullish(),
  device_info: z.array(z.record(z.string(), z.unknown())).nullish(),
  static_info: z.array(z.record(z.string(), z.unknown())).nullish(),
  storage_info: z.array(z.record(z.string(), z.unknown())).nullish(),
  available_architectures: z.array(z.string()).nullish(),
  actions: z.looseObject({
    deploy: z
      .looseObject({
        methods: Methods.nullish(),
        connections: Methods.nullish(),
        parameters: Methods.nullish(),
      })
      .nullish(),
    boot: z.looseObject({ methods: Methods.nullish(), connections: Methods.nullish() }).nullish(),
    test: z.looseObject({ methods: Methods.nullish() }).nullish(),
  }),
  timeouts: z
    .looseObject({
      actions: z.record(z.string(), Timeout.nullable()).nullish(),
      connections: z.record(z.string(), Timeout.nullable()).nullish(),
    })
    .nullish(),
});
export type Device = z.infer<typeof Device>;

/** Methods that the device has, by section; a method without settings has null. */
export function methods(device: Device, section: 'deploy' | 'boot'): Record<string, unknown> {
  return device.actions[section]?.methods ?? {};
}
