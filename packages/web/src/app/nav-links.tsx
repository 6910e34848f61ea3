// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Icon } from '../ui/icon/icon.tsx';
import { nav } from './pages.ts';
import classes from './shell.module.css';

/** @param signedIn whether to show what needs an account */
export function NavLinks({ signedIn }: { signedIn: boolean }) {
  return nav
    .filter((entry) => signedIn || !entry.account)
    .map(({ to, label, icon }) => (
      <Link key={to} to={to} className={classes.link} activeOptions={{ includeSearch: false }}>
        <span className={classes.picture}>
          <Icon name={icon} size={17} />
        </span>
        {label}
      </Link>
    ));
}
