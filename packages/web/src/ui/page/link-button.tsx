// SPDX-License-Identifier: Apache-2.0
import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type Props = ButtonProps & Omit<ComponentProps<'a'>, keyof ButtonProps>;

function RoutedButton(props: Props) {
  return <Button component="a" {...props} />;
}

/** A link that looks like a button, typed by the routes. */
export const LinkButton = createLink(RoutedButton);
