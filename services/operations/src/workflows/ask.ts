import { Problem } from '@airside/contracts';
import type { InternalCall, InternalClient } from '@airside/service';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Calls another service and checks its answer. Throws Problem NOT_FOUND for a 404, an error for whatever else is not as agreed. */
export async function ask<Schema extends TSchema>(
  callInternal: InternalClient,
  schema: Schema,
  call: InternalCall,
): Promise<Static<Schema>> {
  const { status, body } = await callInternal(call);
  const where = `${call.service} answered ${status} to ${call.method} ${call.path.split('?', 1)[0]}`;
  if (status === 404) throw new Problem('NOT_FOUND', { message: where });
  if (status < 200 || status > 299) throw new Error(where);
  if (!Value.Check(schema, body)) throw new Error(`${where} with something else than agreed`);
  return body;
}
