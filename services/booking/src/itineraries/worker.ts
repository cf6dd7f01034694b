import { parentPort, workerData } from 'node:worker_threads';
import { createAnswering } from './answer.ts';
import type { FromThread, ToThread } from './messages.ts';

// A thread of its own, because a search may take milliseconds that other requests would wait for.
const answer = createAnswering(workerData as ReadonlyMap<string, string>);
const send = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
  try {
    const answered = answer(message);
    if (answered !== undefined) send(answered);
  } catch (error) {
    // One question that cannot be answered says nothing against the timetable; anything else does, and ends the thread.
    if (message.kind !== 'search') throw error;
    send({ kind: 'failed', number: message.number, reason: String(error) });
  }
});
