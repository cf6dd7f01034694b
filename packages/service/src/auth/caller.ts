import type { Role, ServiceTokenScope } from '@airside/contracts';

/** Who sent a request, as far as it has been proven. */
export type Caller = Nobody | AccountCaller | ServiceCaller;

export type Nobody = { kind: 'nobody' };

export type AccountCaller = {
  kind: 'account';
  userId: number;
  username: string;
  firstName: string | undefined;
  lastName: string | undefined;
  roles: Role[];
  sessionId: string;
};

/** A machine with a service token, such as an airport's feed. */
export type ServiceCaller = {
  kind: 'service';
  tokenId: number;
  name: string;
  scopes: ServiceTokenScope[];
};

export const nobody: Nobody = { kind: 'nobody' };
