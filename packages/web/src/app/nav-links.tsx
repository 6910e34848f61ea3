// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '../components/icon/icon.tsx';
import classes from './shell.module.css';

const LINKS = [
  { to: '/jobs', label: 'Jobs', icon: 'list' },
  { to: '/submit', label: 'Submit', icon: 'plus' },
  { to: '/devices', label: 'Devices', icon: 'chip' },
  { to: '/device-types', label: 'Device types', icon: 'layers' },
  { to: '/workers', label: 'Workers', icon: 'server' },
] as const satisfies { to: string; label: string; icon: IconName }[];

export function NavLinks() {
  return LINKS.map(({ to, label, icon }) => (
    <Link key={to} to={to} className={classes.link} activeOptions={{ includeSearch: false }}>
      <Icon name={icon} size={17} />
      {label}
    </Link>
  ));
}
