import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Client } from '../target/client.ts';
import type { Terminal } from '../terminal.ts';
import { describeUpdate, openingFrames, readFrame, waitBeforeTry } from './frames.ts';

export type WatchOptions = {
  baseUrl: string;
  client: Client;
  /** In upper case. */
  flightCode: string;
  terminal: Terminal;
  /** Zone that times are shown in. */
  zone: string;
};

/** Longest wait for a connection to open. */
const openMs = 10_000;

/**
 * Prints what is said in a flight's room until the signal. A lost connection is made anew, and what was missed meanwhile comes
 * first. Throws Failure where the room is refused.
 */
export async function watchFlight(options: WatchOptions): Promise<void> {
  const { terminal } = options;
  const state: Listening = { isKnown: false, lastSequence: undefined, triesInARow: 0 };
  while (!terminal.signal.aborted) {
    const reason = await listen(options, state).catch((error: unknown) => {
      if (!state.isKnown || !(error instanceof Failure)) throw error;
      return error.message;
    });
    if (terminal.signal.aborted) break;
    const waitMs = waitBeforeTry(state.triesInARow++);
    terminal.say(`The connection is gone (${reason}); again in ${waitMs / 1000} s.`);
    await delay(waitMs, undefined, { signal: terminal.signal }).catch(() => undefined);
  }
}

type Listening = {
  /** Whether the room has ever let us in: from then on, a refusal passes. */
  isKnown: boolean;
  lastSequence: number | undefined;
  triesInARow: number;
};

/** One connection, from its beginning to its end; returns why it ended. */
async function listen(options: WatchOptions, state: Listening): Promise<string> {
  const { baseUrl, client, flightCode, terminal } = options;
  const token = await client.token();
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/ws`);
  const ended = Promise.withResolvers<string>();
  const opening = setTimeout(() => ended.resolve('no answer'), openMs);
  const stop = () => ended.resolve('stopped');
  terminal.signal.addEventListener('abort', stop, { once: true });
  socket.addEventListener('open', () => {
    clearTimeout(opening);
    for (const frame of openingFrames(token, flightCode, state.lastSequence)) socket.send(JSON.stringify(frame));
  });
  socket.addEventListener('message', ({ data }) => {
    try {
      hear(String(data), options, state);
    } catch (error) {
      ended.reject(error);
    }
  });
  socket.addEventListener('error', () => ended.resolve('no connection'));
  socket.addEventListener('close', ({ code }) => ended.resolve(`closed, ${code}`));
  try {
    return await ended.promise;
  } finally {
    clearTimeout(opening);
    terminal.signal.removeEventListener('abort', stop);
    socket.close();
  }
}

/** Throws Failure where we were refused. */
function hear(text: string, { flightCode, terminal, zone }: WatchOptions, state: Listening): void {
  const heard = readFrame(text);
  switch (heard.kind) {
    case 'update':
      if (heard.update.sequence <= (state.lastSequence ?? 0)) return;
      state.lastSequence = heard.update.sequence;
      terminal.say(describeUpdate(heard.update, zone));
      return;
    case 'answer':
      if (heard.event !== 'connection_response' && heard.event !== 'resume_response') return;
      state.triesInARow = 0;
      state.isKnown = true;
      terminal.say(heard.message);
      return;
    case 'refusal':
      throw new Failure(`${flightCode}: ${heard.message}`);
    case 'other':
  }
}
