// SPDX-License-Identifier: Apache-2.0
import { bootBootloader } from '../../bootloader/boot-bootloader.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { bootloaderSchema } from './schema.ts';

export const bootloader = method(bootloaderSchema, (context) =>
  retry('boot-bootloader-retry', bootBootloader(context, String(context.block.bootloader), context.block)),
);
