import { invalidFields, type Preferences, type PreferencesChange } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import {
  deletePreferencesOfAccount,
  findPreferences,
  lockOwner,
  type Owner,
  upsertAccountPreferences,
  upsertPassengerPreferences,
} from './queries.ts';
import { applyChange, defaultPreferences, faultsOf } from './rules.ts';

/** What holds for the owner now. From the primary: whoever has just chosen expects to see it. */
export async function readPreferences(cluster: Pick<Cluster, 'writer'>, owner: Owner): Promise<Preferences> {
  return (await findPreferences(cluster.writer, owner)) ?? defaultPreferences;
}

/**
 * Changes preferences and gives what holds then. Once an account is a passenger its choices are the passenger's. Throws
 * VALIDATION_FAILED, naming the field.
 */
export async function changePreferences(
  cluster: Pick<Cluster, 'transaction'>,
  owner: Owner,
  change: PreferencesChange,
): Promise<Preferences> {
  const faults = faultsOf(change);
  if (faults.length > 0) throw invalidFields(faults);
  const { passengerId, accountId } = owner;
  return cluster.transaction(async (tx) => {
    await lockOwner(tx, owner);
    const changed = applyChange((await findPreferences(tx, owner)) ?? defaultPreferences, change);
    if (passengerId !== undefined) {
      if (accountId !== undefined) await deletePreferencesOfAccount(tx, accountId, passengerId);
      await upsertPassengerPreferences(tx, { passengerId, accountId }, changed);
    } else if (accountId !== undefined) {
      await upsertAccountPreferences(tx, accountId, changed);
    }
    return changed;
  });
}
