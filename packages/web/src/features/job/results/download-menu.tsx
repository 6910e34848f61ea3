// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { EXPORT_NAMES, type ExportFormat } from '@lava/protocol/api/exports.ts';
import { Button, Menu } from '@mantine/core';
import { Icon } from '../../../ui/icon/icon.tsx';

const LABELS: Record<ExportFormat, string> = {
  junit: 'JUnit',
  tap: 'TAP 13',
  csv: 'CSV, everything',
  yaml: 'YAML',
  json: 'JSON',
  kcidb: 'KCIDB',
  'squad-tests': 'SQUAD: tests',
  'squad-metrics': 'SQUAD: metrics',
  'squad-metadata': 'SQUAD: metadata',
};

/** @param onSave writes the rows that are shown */
export function DownloadMenu({ job, onSave }: { job: number; onSave: () => void }) {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Icon name="download" size={14} />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onSave}>CSV, as shown</Menu.Item>
        <Menu.Divider />
        <Menu.Label>All results of its tests</Menu.Label>
        {EXPORT_NAMES.map((format) => (
          <Menu.Item key={format} component="a" download href={`${API_PREFIX}/jobs/${job}/export/${format}`}>
            {LABELS[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
