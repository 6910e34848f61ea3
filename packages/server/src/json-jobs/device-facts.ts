// SPDX-License-Identifier: Apache-2.0

/** What the translation must know of the devices that a JSON job can run on; from a rendered configuration. */
export interface DeviceFacts {
  deployMethods: readonly string[];
  /** Boot methods, each with the names of its command sets. */
  bootMethods: ReadonlyMap<string, readonly string[]>;
  /** Program of the boot method qemu, e.g. `qemu-system-aarch64`. */
  qemu: string | undefined;
}

/** @param device rendered device configuration, parsed; anything that is not one has no methods */
export function deviceFacts(device: unknown): DeviceFacts {
  const deploy = entries(at(device, 'actions', 'deploy', 'methods')).map(([name]) => name);
  const boot = entries(at(device, 'actions', 'boot', 'methods'));
  const bootMethods = new Map(boot.map(([name, settings]) => [name, entries(settings).map(([set]) => set)]));
  const qemu = at(device, 'actions', 'boot', 'methods', 'qemu', 'parameters', 'command');
  return { deployMethods: deploy, bootMethods, qemu: typeof qemu === 'string' ? qemu : undefined };
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown> | undefined | null)?.[key], value);
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
