// SPDX-License-Identifier: Apache-2.0
import { type DragEvent, type ReactNode, useState } from 'react';
import classes from './file-drop.module.css';

/** Takes a file that is dragged onto its content. Files can also be chosen by a button, for those who do not drag. */
export function FileDrop({ onFile, children }: { onFile: (file: File) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);

  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  }

  function onDrop(event: DragEvent): void {
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    onFile(file);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the file button next to it does the same by keyboard
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOverCapture={onDragOver}
      onDragLeave={() => setOver(false)}
      onDropCapture={onDrop}
    >
      {children}
      {over && <div className={classes.hint}>Drop the file to open it here</div>}
    </div>
  );
}
