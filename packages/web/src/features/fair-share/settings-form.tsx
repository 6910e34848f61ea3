// SPDX-License-Identifier: Apache-2.0
import { fairShareMethods } from '@lava/protocol/api/client/fair-share.ts';
import { ChangeFairShare, type FairShare } from '@lava/protocol/api/fair-share.ts';
import { Button, Group, NumberInput, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

export function SettingsForm({ settings }: { settings: FairShare }) {
  const { enabled, halfLifeHours, ageingHours } = settings;
  const form = useSchemaForm(ChangeFairShare, { enabled, halfLifeHours, ageingHours });
  const save = useMutation({
    mutationFn: (body: ChangeFairShare) => fairShareMethods(client).change(body, settings.version),
    meta: { changes: ['group'] },
  });
  return (
    <Form form={form} mutation={save}>
      <Group align="flex-end" gap="md">
        <Switch
          label="Divide device time by shares"
          {...form.getInputProps('enabled', { type: 'checkbox' })}
          mb={8}
        />
        <NumberInput
          label="Half-life, hours"
          min={1}
          max={8_760}
          w={150}
          {...form.getInputProps('halfLifeHours')}
        />
        <NumberInput
          label="Ageing, hours"
          min={1}
          max={8_760}
          w={150}
          {...form.getInputProps('ageingHours')}
        />
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Group>
    </Form>
  );
}
