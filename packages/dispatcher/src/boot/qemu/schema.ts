// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { z } from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import type { MethodSchema } from '../../job/method-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const QemuBlock = BootBlock.extend({
  method: z.enum(['qemu', 'qemu-nfs', 'monitor']),
  connection: z.literal('serial').optional().describe('The console is the serial port.'),
  media: z.literal('tmpfs').optional().describe('The images come from deploy method tmpfs.'),
  docker: Docker.extend({ binary: z.string().optional().describe('Program in the container.') })
    .optional()
    .describe('Container that QEMU runs in.'),
});
export type QemuBlock = z.infer<typeof QemuBlock>;

const Options = z.array(z.unknown()).nullish();

export const QemuDevice = z
  .looseObject({
    parameters: z
      .looseObject({
        command: z.string().nullish().describe('Program on the worker, e.g. qemu-system-x86_64.'),
        options: Options.describe('Options, one a line.'),
        extra: Options.describe("Options that come from the job's context."),
        allow: z
          .array(z.string())
          .nullish()
          .describe(
            'Options and keys of QEMU that jobs may use although they reach beyond the job, e.g. hostfwd; `all` for every one.',
          ),
        append: z.looseObject({}).nullish().describe('Parts of the kernel command line.'),
      })
      .nullish()
      .describe('How QEMU is run.'),
  })
  .nullable();

const METHODS = ['qemu', 'qemu-nfs', 'monitor'];

export type QemuDevice = z.infer<typeof QemuDevice>;

export const qemuSchema: MethodSchema<QemuBlock, QemuDevice> = {
  name: 'qemu',
  words: ['qemu', 'qemu-nfs', 'monitor'],
  summary: 'QEMU with the images of the deploy block.',
  schema: QemuBlock,
  device: QemuDevice,

  refuses({ device, block }) {
    if (!METHODS.includes(String(block.method))) return `\`method\` is none of ${METHODS.join(', ')}`;
    const available = methods(device, 'boot');
    if (!('qemu' in available) && !('qemu-nfs' in available)) return 'the device has no boot method qemu';
    return undefined;
  },
};
