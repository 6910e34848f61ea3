// SPDX-License-Identifier: Apache-2.0
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** Something that has rights: what its reader may do with it now, and why not what they could do at another time. */
export interface Rights {
  may?: readonly string[] | undefined;
  mayNot?: Readonly<Record<string, string>> | undefined;
}

interface ActionProps extends ButtonProps {
  of: Rights;
  ability: string;
  onClick: () => void;
  children: ReactNode;
}

/** A button that is there for those who may: not shown to others, and disabled with the reason while it is not possible. */
export function Action({ of, ability, onClick, children, ...props }: ActionProps) {
  const reason = whyNot(of, ability);
  if (reason === undefined && !of.may?.includes(ability)) return null;
  const disabled = reason !== undefined;
  return (
    <Tooltip label={reason} disabled={!disabled} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...props}
        data-disabled={disabled || undefined}
        aria-disabled={disabled || undefined}
        onClick={() => disabled || onClick()}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** Whether to show an ability at all. */
export function offers(of: Rights, ability: string): boolean {
  return of.may?.includes(ability) === true || whyNot(of, ability) !== undefined;
}

function whyNot({ may, mayNot }: Rights, ability: string): string | undefined {
  return may?.includes(ability) ? undefined : mayNot?.[ability];
}
