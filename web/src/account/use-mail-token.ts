import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** The token of a mail's link, taken out of the address at once: it would stay in the history, and works like a password. */
export function useMailToken(inAddress: string | undefined, to: '/account/reset' | '/account/verify'): string {
  const navigate = useNavigate();
  const [token] = useState(inAddress ?? '');
  useEffect(() => {
    if (inAddress !== undefined) void navigate({ to, search: {}, replace: true });
  }, [inAddress, navigate, to]);
  return token;
}
