// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../../data/client.ts';

export interface Validation {
  problems: Problem[];
  /** The verdict is about the text that is in the editor now. */
  current: boolean;
  error: Error | null;
}

/** Pause in typing after which the server is asked, milliseconds. */
const PAUSE = 250;
const NONE: Problem[] = [];

/** The server's verdict on a definition while you type: the same checks as for a submission. */
export function useValidation(text: string): Validation {
  const [settled] = useDebouncedValue(text, PAUSE);
  const enabled = settled.trim() !== '';
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['validate', settled],
    queryFn: () => client.jobs.validate(settled),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return {
    problems: (enabled && (data?.problems as Problem[] | undefined)) || NONE,
    current: enabled && settled === text && data !== undefined && !isPlaceholderData,
    error,
  };
}
