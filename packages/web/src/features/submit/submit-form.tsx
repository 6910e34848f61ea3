// SPDX-License-Identifier: Apache-2.0

import { isError, LavaError } from '@lava/protocol/error/error.ts';
import { MAX_DEFINITION } from '@lava/protocol/job/limits.ts';
import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../data/client.ts';
import { CodeEditor } from '../../ui/editor/code-editor.tsx';
import type { CodeEditorHandle } from '../../ui/editor/props.ts';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { saveDraft } from './draft.ts';
import { FileDrop } from './file-drop.tsx';
import { useLabSchema } from './lab-schema.ts';
import { ProblemList } from './problem-list.tsx';
import { StartFrom } from './start-from.tsx';
import classes from './submit-form.module.css';
import { useValidation } from './use-validation.ts';

interface SubmitFormProps {
  initial: string;
  /** User for whom to keep what is typed until it is submitted. */
  draftOf: string | undefined;
}

export function SubmitForm({ initial, draftOf }: SubmitFormProps) {
  const navigate = useNavigate();
  const editor = useRef<CodeEditorHandle>(null);
  const [text, setText] = useState(initial);
  const [fileError, setFileError] = useState<Error>();
  const schema = useLabSchema();
  const validation = useValidation(text);
  const submit = useMutation({
    mutationFn: () => client.jobs.submit(text),
    onSuccess: ({ id }) => {
      if (draftOf !== undefined) saveDraft(draftOf, '');
      return navigate({ to: '/jobs/$id', params: { id } });
    },
  });

  useEffect(() => {
    if (draftOf !== undefined) saveDraft(draftOf, text);
  }, [draftOf, text]);

  async function load(file: File | null): Promise<void> {
    if (!file) return;
    setFileError(undefined);
    if (file.size > MAX_DEFINITION) {
      setFileError(
        new LavaError('too-large', `${file.name} is larger than ${MAX_DEFINITION / 1024 / 1024} MiB`),
      );
    } else setText(await file.text());
  }

  const empty = text.trim() === '';
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          Type or paste the definition, or drop a file. Ctrl+Space completes.
        </Text>
        <Group gap="xs">
          <StartFrom onText={setText} />
          <FileButton onChange={load} accept=".yaml,.yml,.json,text/yaml,text/plain,application/json">
            {(props) => (
              <Button {...props} size="xs" variant="default" leftSection={<Icon name="upload" size={15} />}>
                Open a file
              </Button>
            )}
          </FileButton>
        </Group>
      </Group>
      {fileError && <ErrorAlert error={fileError} />}
      {submit.error && !isAboutText(submit.error) && (
        <ErrorAlert error={submit.error} title="Not submitted" />
      )}
      {validation.error && <ErrorAlert error={validation.error} title="Could not be checked" />}
      <div className={classes.panes}>
        <FileDrop onFile={load}>
          <CodeEditor
            ref={editor}
            language="yaml"
            label="Job definition"
            value={text}
            onChange={setText}
            problems={validation.problems}
            schema={schema}
          />
        </FileDrop>
        <div className={classes.verdict}>
          <Button
            fullWidth
            onClick={() => submit.mutate()}
            loading={submit.isPending}
            disabled={empty || (validation.current && validation.problems.some(isError))}
          >
            Submit the job
          </Button>
          <ProblemList
            validation={validation}
            empty={empty}
            onGo={(line, column) => editor.current?.goTo(line, column)}
          />
        </div>
      </div>
    </Stack>
  );
}

/** Problems of the text are listed by the validation already. */
function isAboutText(error: Error): boolean {
  return error instanceof LavaError && error.problems.length > 0;
}
