// SPDX-License-Identifier: Apache-2.0
import { Anchor, Text } from '@mantine/core';

/** What a test points at. A link only when it is a web address: the text comes from the device. */
export function Reference({ text }: { text: string | null }) {
  if (text === null) return null;
  if (!/^https?:\/\/\S+$/.test(text)) return <Text size="sm">{text}</Text>;
  return (
    <Anchor href={text} target="_blank" rel="noopener noreferrer nofollow" size="sm">
      {text}
    </Anchor>
  );
}
