import fc from 'fast-check';
import { type Caller, callers } from './callers.ts';
import type { Check } from './check.ts';
import { allowedBy } from './generate.ts';
import { fillPath, type Operation } from './operations.ts';
import { decisionFor, isOwned, isRight, ownedParameters } from './rules.ts';
import type { SecurityScene } from './scene.ts';

/** Nobody's: so that no call changes anything that exists. */
const noId = '2147483647';
/** Ends the caller's session; whoever calls it is replaced first. */
const isFarewell = ({ method, path }: Operation): boolean =>
  path.endsWith('/logout') || (method === 'DELETE' && path.endsWith('/me'));
/** Takes minutes. */
const isTooMuch = ({ path }: Operation): boolean => path.startsWith('/api/demo/');
/** Undoes what others look at afterwards. */
const isLast = ({ method, path }: Operation): boolean => method !== 'GET' && isOwned(path);

/** Every operation of the OpenAPI document by every kind of caller, against what the document says. */
export const access: Check = {
  id: 'S1',
  async run(scene) {
    const examples: string[] = [];
    let asked = 0;
    const judge = async (operation: Operation, caller: Caller, token: string | undefined) => {
      const status = await call(scene, operation, token);
      const decision = decisionFor(operation, caller);
      asked += 1;
      if (!isRight(decision, status))
        examples.push(`${caller} ${operation.method} ${operation.path}: ${status}, wanted ${decision}`);
    };
    const ordered = scene.operations
      .filter((operation) => !isFarewell(operation))
      .toSorted((one, other) => Number(isLast(one)) - Number(isLast(other)));
    for (const operation of ordered) {
      for (const caller of callers) {
        const mayDoIt = !['nobody', 'another'].includes(caller) && decisionFor(operation, caller) === 'pass';
        if (isTooMuch(operation) && mayDoIt) continue;
        await judge(operation, caller, scene.tokenOf(caller));
      }
    }
    for (const operation of scene.operations.filter(isFarewell)) {
      await judge(operation, 'nobody', undefined);
      await judge(operation, 'another', (await scene.newPerson()).token);
    }
    return {
      faults: { 'wrong decisions': examples.length },
      says: `${asked} calls of ${scene.operations.length} operations by ${callers.length} kinds of callers`,
      examples,
    };
  },
};

async function call(scene: SecurityScene, operation: Operation, token: string | undefined): Promise<number> {
  const { method, path, body } = operation;
  const filled = fillPath(path, (name) => valueOf(scene, name));
  // What is somebody's is looked for after the body has been understood.
  const sent = body !== undefined && isOwned(path) ? fc.sample(allowedBy(body), { seed: 1, numRuns: 1 })[0] : undefined;
  return (await scene.asking.ask(method, filled, { token, body: sent })).status;
}

function valueOf({ belongings, people }: SecurityScene, name: string): string {
  if (ownedParameters.has(name)) return belongings[name === 'booking_id' ? 'bookingId' : (name as 'bookingId')];
  if (name === 'user_id') return String(people.owner.userId);
  return name === 'flightId' ? belongings.flightCode : noId;
}
