// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useConnection, useOutdated } from '../data/live.ts';
import { Icon } from '../ui/icon/icon.tsx';
import { formatClock } from '../ui/time/format.ts';
import { clock } from '../ui/time/now.ts';
import classes from './shell.module.css';

/** A reconnect within this time is not worth a word, milliseconds. */
const PATIENCE = 2_000;

/** Above every page: that what it shows may be old, or that it is the page of an older server. */
export function ConnectionBanner() {
  const connection = useConnection();
  const outdated = useOutdated();
  const since = connection.kind === 'lost' ? connection.since : undefined;
  useEffect(() => clock.stop(since !== undefined), [since]);
  return (
    <div role="status" className={classes.banner}>
      {since !== undefined && <Lost key={since} since={since} />}
      {since === undefined && outdated && <Outdated />}
    </div>
  );
}

function Lost({ since }: { since: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), Math.max(0, since + PATIENCE - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  if (!shown) return null;
  return (
    <Alert color="orange" variant="light" radius={0} py={6} icon={<Icon name="alert" />}>
      <Text size="sm">
        <b>The server does not answer.</b> Reconnecting since {formatClock(since)}; what is shown may be out
        of date.
      </Text>
    </Alert>
  );
}

function Outdated() {
  return (
    <Alert color="blue" variant="light" radius={0} py={6} icon={<Icon name="info" />}>
      <Group gap="sm">
        <Text size="sm">The server runs a newer version of LAVA than this page.</Text>
        <Button size="compact-sm" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </Group>
    </Alert>
  );
}
