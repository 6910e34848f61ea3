// SPDX-License-Identifier: Apache-2.0
import { useLocalStorage } from '@mantine/hooks';
import type { Column } from './column.ts';

export interface ColumnChoice<T> {
  shown: Column<T>[];
  isShown: (id: string) => boolean;
  toggle: (id: string) => void;
  /** Undefined when nobody has changed anything. */
  reset: (() => void) | undefined;
}

/** Which columns of a table this browser shows. @param table name under which the choice is kept */
export function useColumnChoice<T>(table: string, columns: readonly Column<T>[]): ColumnChoice<T> {
  const [changed, setChanged] = useLocalStorage<string[]>({
    key: `lava-columns-${table}`,
    defaultValue: [],
    getInitialValueInEffect: false,
    deserialize: readNames,
  });
  const isShown = (id: string) => {
    const optional = columns.find((column) => column.id === id)?.optional ?? false;
    return changed.includes(id) === optional;
  };
  return {
    shown: columns.filter(({ id }) => isShown(id)),
    isShown,
    toggle: (id) => setChanged((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id])),
    reset: changed.length > 0 ? () => setChanged([]) : undefined,
  };
}

/** Whatever an older version or a person has left there. */
function readNames(text: string | undefined): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
