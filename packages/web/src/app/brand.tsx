// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import classes from './shell.module.css';

export function Brand() {
  return (
    <Link to="/jobs" className={classes.brand} aria-label="LAVA: all jobs">
      <img src="/favicon.svg" alt="" width={26} height={26} />
      LAVA
    </Link>
  );
}
