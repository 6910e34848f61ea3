// SPDX-License-Identifier: Apache-2.0
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { SignInView } from './sign-in-view.tsx';

const route = getRouteApi('/sign-in');

/** For readers without an account; afterwards they see the page that they came from. */
export function SignInPage() {
  const { to = '/jobs' } = route.useSearch();
  const router = useRouter();
  return <SignInView to={to} onDone={() => router.history.push(to)} />;
}
