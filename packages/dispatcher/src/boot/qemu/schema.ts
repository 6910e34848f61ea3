// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Docker } from '../../container/docker-schema.ts';
import { bootMethod } from '../../job/define-method.ts';
import { Word } from '../../job/text-schema.ts';
import { BootBlock } from '../../login/boot-schema.ts';

export const QemuBlock = BootBlock.extend({
  connection: z.literal('serial').optional().describe('The console is the serial port.'),
  media: z.literal('tmpfs').optional().describe('The images come from deploy method tmpfs.'),
  docker: Docker.extend({ binary: Word.optional().describe('Program in the container.') })
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
        append: z
          .looseObject({
            console: z.string().optional().describe('Its console, e.g. ttyAMA0.'),
            root: z.string().optional().describe('Its root; /dev/nfs if not given.'),
            nfsrootargs: z
              .string()
              .optional()
              .describe('Where the root is, with `{NFS_SERVER_IP}` and `{NFSROOTFS}`.'),
            ipargs: z.string().optional().describe('How it gets its address, e.g. ip=dhcp.'),
          })
          .nullish()
          .describe('Parts of the kernel command line, where the root file system is by NFS.'),
      })
      .nullish()
      .describe('How QEMU is run.'),
  })
  .nullable();

export type QemuDevice = z.infer<typeof QemuDevice>;

export const qemuSchema = bootMethod({
  word: ['qemu', 'qemu-nfs', 'monitor'],
  summary: 'QEMU with the images of the deploy block.',
  block: QemuBlock,
  settings: QemuDevice,
  needs: [],

  refuses({ board }) {
    const { boot } = board.entries;
    return 'qemu' in boot || 'qemu-nfs' in boot ? undefined : 'the device has no boot method qemu';
  },
});
