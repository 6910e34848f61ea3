// SPDX-License-Identifier: Apache-2.0
import { useLocalStorage } from '@mantine/hooks';
import * as z from 'zod';
import { ALL_LEVELS } from './levels.ts';
import { TIME_MODES } from './time-text.ts';

const LogSettings = z.object({
  wrap: z.boolean().catch(false),
  timeMode: z.enum(TIME_MODES).catch('clock'),
  /** Levels shown, as bits. */
  mask: z.int().min(0).max(ALL_LEVELS).catch(ALL_LEVELS),
});
export type LogSettings = z.infer<typeof LogSettings>;

const DEFAULTS: LogSettings = { wrap: false, timeMode: 'clock', mask: ALL_LEVELS };

/** How this browser shows logs; kept from visit to visit. */
export function useLogSettings(): [LogSettings, (change: Partial<LogSettings>) => void] {
  const [settings, setSettings] = useLocalStorage<LogSettings>({
    key: 'lava-log',
    defaultValue: DEFAULTS,
    getInitialValueInEffect: false,
    deserialize: (text) => LogSettings.catch(DEFAULTS).parse(parseJson(text)),
  });
  return [settings, (change) => setSettings({ ...settings, ...change })];
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null; // somebody wrote into our storage; the defaults do
  }
}
