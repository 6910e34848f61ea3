// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { SUBSCRIPTION_KINDS, type SubscriptionKind } from '@lava/protocol/api/notifications.ts';
import { AddSubscription } from '@lava/protocol/api/subscriptions.ts';
import { Alert, Button, Code, Group, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

const KIND_WORDS: Record<SubscriptionKind, string> = {
  mail: 'mail',
  webhook: 'signed web hook',
  slack: 'Slack',
  mattermost: 'Mattermost',
  teams: 'Teams',
  matrix: 'Matrix',
};
const MINE = 'me';

interface NewSubscriptionProps {
  groups: readonly string[];
  onAdded: () => void;
}

export function NewSubscription(props: NewSubscriptionProps) {
  const [kind, setKind] = useState<SubscriptionKind>('mail');
  return <FormOfKind key={kind} kind={kind} setKind={setKind} {...props} />;
}

interface FormProps extends NewSubscriptionProps {
  kind: SubscriptionKind;
  setKind: (kind: SubscriptionKind) => void;
}

/** Each kind has fields of its own. */
function FormOfKind({ kind, setKind, groups, onAdded }: FormProps) {
  const [group, setGroup] = useState(MINE);
  const form = useSchemaForm(AddSubscription, {
    ...{ kind, name: '', filter: '' },
    ...(kind !== 'mail' && { url: '' }),
    ...(kind === 'matrix' && { room: '', secret: '' }),
  } as never);
  const add = useMutation({
    mutationFn: (body: Parameters<ReturnType<typeof subscriptionMethods>['add']>[0]) =>
      subscriptionMethods(client).add({ ...body, ...(group !== MINE && { group }) }),
    onSuccess: () => {
      form.reset();
      onAdded();
    },
  });
  return (
    <>
      <Form form={form} mutation={add}>
        <Group align="flex-end" gap="sm">
          <Select
            label="How"
            allowDeselect={false}
            value={kind}
            onChange={(chosen) => setKind(chosen as SubscriptionKind)}
            data={SUBSCRIPTION_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
          />
          <TextInput label="Name of the subscription" {...form.getInputProps('name')} />
          <TextInput
            label="Which jobs"
            placeholder="type:qemu health:incomplete"
            {...form.getInputProps('filter')}
            style={{ flex: '1 1 240px', maxWidth: 420 }}
          />
          {kind !== 'mail' && (
            <TextInput label="Address" placeholder="https://…" {...form.getInputProps('url')} />
          )}
          {kind === 'matrix' && (
            <>
              <TextInput label="Room" placeholder="!abc:example.org" {...form.getInputProps('room')} />
              <PasswordInput label="Token" autoComplete="off" {...form.getInputProps('secret')} />
            </>
          )}
          {groups.length > 0 && (
            <Select
              label="For"
              allowDeselect={false}
              value={group}
              onChange={(chosen) => setGroup(chosen ?? MINE)}
              data={[{ value: MINE, label: 'me' }, ...groups.map((name) => ({ value: name, label: name }))]}
            />
          )}
          <Button type="submit" loading={add.isPending}>
            Subscribe
          </Button>
        </Group>
      </Form>
      {add.data?.secret && (
        <Alert color="teal" variant="light" title="Its messages are signed with this secret, shown once">
          <Group gap="sm">
            <Code style={{ overflowWrap: 'anywhere' }}>{add.data.secret}</Code>
            <CopyAction value={add.data.secret} />
          </Group>
        </Alert>
      )}
    </>
  );
}
