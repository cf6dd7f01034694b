/** Who asks: by what he is to the things of the owner. */
export type Caller = 'nobody' | 'another' | 'owner' | 'agent' | 'ops' | 'admin';
export const callers: readonly Caller[] = ['nobody', 'another', 'owner', 'agent', 'ops', 'admin'];
