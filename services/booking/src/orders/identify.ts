import { specialRequests } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import { isOwnName, type PartyMember } from './party-rules.ts';
import {
  findOwnPassenger,
  insertOwnPassenger,
  type NewIds,
  type NewPassenger,
  type OwnPassenger,
  renameOwnPassenger,
  takeIds,
} from './place-queries.ts';

/** The passengers of a party in its order, those of them that are new, and the numbers of what is to be written. */
export type Identified = { ids: NewIds; travellers: OwnPassenger[]; newPassengers: NewPassenger[] };

/** Who the members of a party are: one adult may be the account's own passenger, everybody else is new. */
export async function identify(tx: Db, caller: AccountCaller, members: readonly PartyMember[]): Promise<Identified> {
  const said = members.findIndex(({ isSelf }) => isSelf);
  const selfIndex = said === -1 ? members.findIndex(({ type }) => type === 'ADT') : said;
  const self = await findSelf(tx, caller, members[selfIndex]);
  const ids = await takeIds(tx, members.length, members.length - (self === undefined ? 0 : 1));
  const newIds = [...ids.passengerIds];
  const newPassengers: NewPassenger[] = [];
  const travellers = members.map((member, index) => {
    if (self !== undefined && index === selfIndex) return self;
    const passenger = newPassenger(newIds.shift() ?? 0, member);
    newPassengers.push(passenger);
    return passenger;
  });
  return { ids, travellers, newPassengers };
}

/** The account's own passenger, if that is who the member is; made at the account's first booking. */
async function findSelf(
  tx: Db,
  caller: AccountCaller,
  member: PartyMember | undefined,
): Promise<OwnPassenger | undefined> {
  if (member === undefined) return undefined;
  if (member.isSelf && member.names !== undefined) {
    const own = await insertOwnPassenger(tx, { id: caller.userId, ...member.names });
    return isOwnName(member.names, own) ? own : renameOwnPassenger(tx, own.id, member.names);
  }
  const known = await findOwnPassenger(tx, caller.userId);
  const account = { firstName: caller.firstName ?? caller.username, lastName: caller.lastName };
  if (!isOwnName(member.names, known ?? account)) return undefined;
  return known ?? insertOwnPassenger(tx, { id: caller.userId, ...account });
}

function newPassenger(id: number, member: PartyMember): NewPassenger {
  const requests = member.specialRequests.map((code) => specialRequests[code]);
  return {
    id,
    firstName: member.names?.firstName ?? '',
    lastName: member.names?.lastName ?? '',
    dateOfBirth: member.dateOfBirth ?? null,
    tier: member.tier ?? 'MEMBER',
    // What notices mention.
    specialRequests: requests.length === 0 ? null : requests.join(', '),
  };
}
