// SPDX-License-Identifier: Apache-2.0

/** What a device says of the containers that are its system. */
export interface RunOptions {
  cpus?: number | string | null | undefined;
  memory?: number | string | null | undefined;
  privileged?: boolean | null | undefined;
  capabilities?: string[] | null | undefined;
  devices?: string[] | null | undefined;
  networks?: string[] | null | undefined;
  volumes?: string[] | null | undefined;
  extra_arguments?: string[] | null | undefined;
}

/** The same as options of the engine. 0 means unlimited. */
export function optionsOf(options: RunOptions | null | undefined): string[] {
  const { cpus, memory, privileged, capabilities, devices, networks, volumes, extra_arguments } =
    options ?? {};
  const each = (option: string, values: readonly string[] | null | undefined) =>
    (values ?? []).flatMap((value) => [option, value]);
  return [
    ...(Number(cpus ?? 0) === 0 ? [] : ['--cpus', String(cpus)]),
    ...(String(memory ?? 0) === '0' ? [] : ['--memory', String(memory)]),
    ...(privileged ? ['--privileged'] : []),
    ...each('--cap-add', capabilities),
    ...each('--device', devices),
    ...each('--network', networks),
    ...each('--volume', volumes),
    ...(extra_arguments ?? []),
  ];
}
