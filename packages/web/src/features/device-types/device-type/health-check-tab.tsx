// SPDX-License-Identifier: Apache-2.0
import { type DeviceType, HEALTH_DENOMINATORS, UpdateDeviceType } from '@lava/protocol/api/lab.ts';
import { Group, NumberInput, Select, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { invalidate } from '../../../data/resources.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { KeptText } from '../../../ui/text-history/kept-text.tsx';

/** The job that decides whether a device of the type is good, and how often it runs. */
export function HealthCheckTab({ type, editable }: { type: DeviceType; editable: boolean }) {
  const queryClient = useQueryClient();
  const check = useQuery(queries.healthCheck(type.name));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        A job definition that runs on each device of this type: before any other job while nothing is known of
        the device, and then again from time to time. A device whose health check fails is bad and takes no
        jobs.
      </Text>
      {editable ? <Frequency key={savedFrequency(type)} type={type} /> : <Text size="sm">{often(type)}</Text>}
      <Loaded query={check}>
        {(current) => (
          <KeptText
            label={`Health check of ${type.name}`}
            file={`${type.name}.yaml`}
            language="yaml"
            current={current}
            editable={editable}
            save={(text, version) => client.deviceTypes.healthCheck.set(type.name, text, version)}
            history={() => client.deviceTypes.healthCheck.history(type.name)}
            onSaved={(version) => {
              queryClient.setQueryData(queries.healthCheck(type.name).queryKey, version);
              void invalidate(queryClient, ['device-type', 'device']);
            }}
          />
        )}
      </Loaded>
    </Stack>
  );
}

function often({ healthFrequency, healthDenominator, disableHealthCheck }: DeviceType): string {
  if (disableHealthCheck) return 'Health checks of this type are disabled.';
  return `It runs again after ${healthFrequency} ${healthDenominator}.`;
}

/** Another one starts the form again with what somebody else has saved; the text next to it stays as it is. */
function savedFrequency({ healthFrequency, healthDenominator, disableHealthCheck }: DeviceType): string {
  return [healthFrequency, healthDenominator, disableHealthCheck].join(' ');
}

function Frequency({ type }: { type: DeviceType }) {
  const { name, healthFrequency, healthDenominator, disableHealthCheck } = type;
  const form = useSchemaForm(UpdateDeviceType, { healthFrequency, healthDenominator, disableHealthCheck });
  const update = useMutation({
    mutationFn: (values: Parameters<typeof client.deviceTypes.update>[1]) =>
      client.deviceTypes.update(name, values),
    meta: { changes: ['device-type', 'device'] },
  });
  return (
    <Form form={form} mutation={update} action="Save frequency">
      <Group align="end">
        <NumberInput
          label="Again after"
          min={1}
          allowDecimal={false}
          {...form.getInputProps('healthFrequency')}
        />
        <Select
          label="of"
          data={[...HEALTH_DENOMINATORS]}
          allowDeselect={false}
          {...form.getInputProps('healthDenominator')}
        />
        <Switch
          label="Disabled"
          mb="xs"
          {...form.getInputProps('disableHealthCheck', { type: 'checkbox' })}
        />
      </Group>
    </Form>
  );
}
