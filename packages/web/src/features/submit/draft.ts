// SPDX-License-Identifier: Apache-2.0

const KEY = 'lava-draft';

/** What was typed and not submitted; it survives a closed tab. */
export function loadDraft(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function saveDraft(text: string): void {
  if (text === '') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, text);
}
