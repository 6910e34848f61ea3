// SPDX-License-Identifier: Apache-2.0

/** Each user's own: others use the same browser. */
const keyOf = (user: string) => `lava-draft ${user}`;

/** What was typed and not submitted; it survives a closed tab. */
export function loadDraft(user: string): string {
  return localStorage.getItem(keyOf(user)) ?? '';
}

export function saveDraft(user: string, text: string): void {
  if (text === '') localStorage.removeItem(keyOf(user));
  else localStorage.setItem(keyOf(user), text);
}
