// SPDX-License-Identifier: Apache-2.0
import { getPayload } from '@lava/guest/payload.ts';
import type { LinuxOf } from './kvm.ts';

/** The small Debian of guests. Apart from `labUp`, whose tests need no guests. */
export const debianLinux: LinuxOf = (arch) => getPayload(arch);
