// SPDX-License-Identifier: Apache-2.0
import { type AnchorProps, Anchor as MantineAnchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type Props = Omit<AnchorProps, 'href'> & Omit<ComponentProps<'a'>, keyof AnchorProps>;

function RoutedAnchor(props: Props) {
  return <MantineAnchor inherit={props.size === undefined} {...props} />;
}

/** A link within the pages, typed by the routes. */
export const Anchor = createLink(RoutedAnchor);
