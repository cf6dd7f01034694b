import { headers, type NoticeComposition } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { Sink } from './notice-sink.ts';
import { clusterSecret } from './notification.ts';

export type NoticeProcess = {
  compose(event: NoticeComposition): Promise<void>;
  send(event: NoticeComposition): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
};

/** Notices in a process of its own, which ends with the test at the latest. */
export async function startNoticeProcess(options: {
  urls: readonly string[];
  emailSink: Sink;
  smsSink: Sink;
}): Promise<NoticeProcess> {
  const given = {
    urls: options.urls,
    redisUrls: inject('servers').redisUrls,
    keyPrefix: 'child:',
    emailSink: options.emailSink.url,
    smsSink: options.smsSink.url,
    secret: clusterSecret,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'notice-process.ts'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = await waitUntil('it listens', () => (said.includes('\n') ? said.trim() : undefined), 30_000);

  async function call(path: string, body: object): Promise<void> {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { [headers.clusterSecret]: clusterSecret, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
  }

  return {
    compose: (event) => call('/internal/notices/compose', event),
    send: ({ event_id, recipients }) =>
      call('/internal/notices/send', { event_id, passenger_ids: recipients.map(({ passenger_id: id }) => id) }),
    kill,
  };
}
