/**
 * Lets whoever asks for the same thing in the same turn of the event loop share one read. It begins when the turn is over, so
 * after all of them have asked: what it finds is as new as if each had asked alone. A busy market costs one command a turn.
 */
export function shareReads<Value>(
  read: (group: string, key: string) => Promise<Value>,
): (group: string, key: string) => Promise<Value> {
  let turn: Map<string, PromiseWithResolvers<Value>> | undefined;
  return (group, key) => {
    if (turn === undefined) {
      const asked = new Map<string, PromiseWithResolvers<Value>>();
      turn = asked;
      setImmediate(() => {
        turn = undefined;
        for (const [name, { resolve, reject }] of asked) {
          const [ofGroup = '', ...ofKey] = name.split('\n');
          read(ofGroup, ofKey.join('\n')).then(resolve, reject);
        }
      });
    }
    const name = `${group}\n${key}`;
    const waiting = turn.get(name) ?? Promise.withResolvers<Value>();
    turn.set(name, waiting);
    return waiting.promise;
  };
}
