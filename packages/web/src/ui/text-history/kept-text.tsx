// SPDX-License-Identifier: Apache-2.0
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyAction } from '../copy/copy-action.tsx';
import { CodeEditor } from '../editor/code-editor.tsx';
import { ErrorAlert } from '../error/error-alert.tsx';
import { Time } from '../time/time.tsx';
import { HistoryDrawer } from './history-drawer.tsx';
import { SavedProblems } from './saved-problems.tsx';
import type { Saved, Version } from './version.ts';

interface KeptTextProps {
  label: string;
  /** Its file name in problems, with .jinja2. */
  file: string;
  language?: 'jinja' | 'yaml';
  /** Newest version; null when nobody has written one. */
  current: Version | null;
  editable: boolean;
  /** @param version the one that the text was made of; 0 for none */
  save: (text: string, version: number) => Promise<Saved>;
  history: () => Promise<{ versions: Version[] }>;
  onSaved: (version: Version) => void;
}

/** A template, dictionary or health check: edited in place, every version kept. */
export function KeptText(props: KeptTextProps) {
  const { label, file, language = 'jinja', current, editable, save, history, onSaved } = props;
  const saved = current?.text ?? '';
  const [text, setText] = useState(saved);
  const [base, setBase] = useState(current?.version ?? 0);
  const mutation = useMutation({
    mutationFn: () => save(text, base),
    onSuccess: (version) => {
      setBase(version.version);
      onSaved(version);
    },
  });
  const undo = () => {
    setText(saved);
    setBase(current?.version ?? 0);
  };
  const changed = text !== saved;
  return (
    <Stack gap="sm">
      <CodeEditor
        language={language}
        label={label}
        value={text}
        onChange={setText}
        readOnly={!editable}
        problems={
          mutation.error && 'problems' in mutation.error
            ? (mutation.error.problems as [])
            : changed
              ? undefined
              : mutation.data?.problems.filter(({ where }) => where?.file === file)
        }
      />
      {mutation.error && <ErrorAlert error={mutation.error} title="Not saved" />}
      {!changed && mutation.data && <SavedProblems problems={mutation.data.problems} />}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          <Origin version={current} />
          {changed && ' · changed, not saved'}
        </Text>
        <Group gap="xs">
          <CopyAction value={text} />
          {current && (
            <HistoryDrawer label={label} load={history} newest={current.version} onTake={setText} />
          )}
          {editable && (
            <>
              <Button size="compact-sm" variant="default" disabled={!changed} onClick={undo}>
                Undo changes
              </Button>
              <Button
                size="compact-sm"
                disabled={!changed}
                loading={mutation.isPending}
                onClick={() => mutation.mutate()}
              >
                Save
              </Button>
            </>
          )}
        </Group>
      </Group>
    </Stack>
  );
}

/** Version 0 is the one that came with the software. */
function Origin({ version }: { version: Version | null }) {
  if (version === null) return 'Not written yet';
  if (version.version === 0) return 'As shipped with LAVA';
  return (
    <>
      Version {version.version} by {version.user}, <Time time={version.time} />
    </>
  );
}
