// SPDX-License-Identifier: Apache-2.0
// Made by ./lava generate from the plans of the examples: what this version plans and cannot run yet.

/** By section and name of the method: steps that are not written, and the key of the block that asks for each. */
export const UNWRITTEN_METHODS: Readonly<
  Record<string, readonly { readonly step: string; readonly key?: string }[]>
> = {
  'deploy avh': [
    { step: 'deploy-avh' },
  ],
  'deploy iso-installer': [
    { step: 'prepare-empty-image' },
    { step: 'pull-installer-files' },
    { step: 'prepare-qemu-commands' },
  ],
  'boot avh': [
    { step: 'call-avh' },
  ],
  'boot qemu-iso': [
    { step: 'execute-installer-command' },
    { step: 'monitor-installer-connection' },
    { step: 'reboot-into-installed' },
  ],
  'boot nodebooter': [
    { step: 'run-nodebooter-container' },
    { step: 'configure-nodebooter' },
  ],
};
