// SPDX-License-Identifier: Apache-2.0
import { dirname, join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import { neededConsole } from '../../board/connection-key.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { FlashTool } from '../../flash/flash-tool.ts';
import type { UBootBlock, UBootDevice } from './schema.ts';

/** Ctrl-C: U-Boot serves its storage until then. */
const INTERRUPT = '\x03';

/** Writes the image through the USB mass storage that U-Boot serves, without the parts that are empty. */
export function massStorageTool(context: PlanContext<UBootBlock, UBootDevice>): FlashTool {
  const console = neededConsole(context);
  const node = context.settings?.parameters?.uboot_mass_storage_device;
  return {
    step: 'flash-uboot-ums',
    program: 'bmaptool',
    judge: () => {
      if (!node)
        throw new LavaError('device-invalid', 'u-boot of the device has no uboot_mass_storage_device');
    },
    runs(run, files) {
      const image = files.find(({ name }) => name === 'image')?.path ?? '';
      const map = join(dirname(image), 'image.bmap');
      const leave = async () => void (await console.get().send(run.progress, INTERRUPT, ''));
      return [
        { args: ['create', '--output', map, image] },
        { args: ['--quiet', 'copy', '--bmap', map, image, node ?? ''], after: leave },
      ];
    },
  };
}
