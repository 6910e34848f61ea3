// SPDX-License-Identifier: Apache-2.0
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queries } from '../../data/queries.ts';
import type { Command } from './commands.ts';

const KINDS = {
  Devices: { to: '/devices/$name', icon: 'chip' },
  'Device types': { to: '/device-types/$name', icon: 'layers' },
  Workers: { to: '/workers/$name', icon: 'server' },
} as const;

/** Devices, device types and workers that the server finds by what is typed. */
export function useFoundNames(query: string): Command[] {
  const navigate = useNavigate();
  const [text] = useDebouncedValue(query.trim(), 200);
  const asked = { enabled: text !== '', placeholderData: keepPreviousData };
  const devices = useQuery({ ...queries.foundDevices(text), ...asked }).data?.items ?? [];
  const types = useQuery({ ...queries.foundDeviceTypes(text), ...asked }).data?.items ?? [];
  const workers = useQuery({ ...queries.foundWorkers(text), ...asked }).data?.items ?? [];
  if (query.trim() === '') return [];
  return [
    ...devices.map(({ name, deviceType }) => named('Devices', name, deviceType)),
    ...types.map(({ name, description }) => named('Device types', name, description)),
    ...workers.map(({ name, description }) => named('Workers', name, description)),
  ];

  function named(group: keyof typeof KINDS, name: string, about: string): Command {
    const { to, icon } = KINDS[group];
    return {
      id: `${to} ${name}`,
      group,
      label: name,
      about,
      icon,
      run: () => void navigate({ to, params: { name } }),
    };
  }
}
