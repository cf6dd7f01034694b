import { type DeadLetter, OwnDeadLetterList, Problem, type ServiceName } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type InternalClient, type OwnDeadLetters, toDeadLetter } from '@airside/service';
import { Value } from 'typebox/value';
import type { Ingest } from '../ingest/ingest.ts';
import { showMessage } from '../ingest/message.ts';
import { answerTo } from '../ingest/routes.ts';
import { deleteDeadLetter, findDeadLetter, listDeadLetters } from './queries.ts';
import type { OriginDigit } from './rules.ts';

/** A place where dead letters lie. */
export type Origin = {
  digit: OriginDigit;
  /** Service that is named where it does not answer. */
  service: ServiceName;
  /** Newest first, under the origin's own ids. */
  list(page: { limit: number; before?: number }): Promise<DeadLetter[]>;
  /** Throws NOT_FOUND, or the reason again where the event still cannot be taken. */
  replay(id: number): Promise<void>;
};

/** What could not be taken: to be judged again, by the rules of today. */
export function ingestOrigin({ cluster, ingest }: { cluster: Pick<Cluster, 'writer'>; ingest: Ingest }): Origin {
  return {
    digit: 0,
    service: 'operations_service',
    async list(page) {
      const rows = await listDeadLetters(cluster.writer, page);
      return rows.map(({ via, receivedAt, body, ...row }) => ({
        ...row,
        source: via,
        receivedAt: receivedAt.toString(),
        event: showMessage(body),
      }));
    },
    async replay(id) {
      const letter = await findDeadLetter(cluster.writer, id);
      if (letter === undefined) throw new Problem('NOT_FOUND');
      answerTo(await ingest.accept(letter.body, { via: letter.via }));
      // After the event is written down: a crash in between leaves a letter whose replay changes nothing.
      await deleteDeadLetter(cluster.writer, id);
    },
  };
}

/** What the bus consumers of this service gave up. */
export function busOrigin(own: OwnDeadLetters): Origin {
  return {
    digit: 1,
    service: 'operations_service',
    list: async (page) => (await own.list(page)).map(toDeadLetter),
    async replay(id) {
      if (!(await own.replay(id))) throw new Problem('NOT_FOUND');
    },
  };
}

/** What another service gave up; asked for by its internal routes. */
export function remoteOrigin(
  digit: OriginDigit,
  { service, path: base }: { service: ServiceName; path: string },
  callInternal: InternalClient,
): Origin {
  return {
    digit,
    service,
    async list({ limit, before }) {
      const path = `${base}?limit=${limit}${before === undefined ? '' : `&before=${before}`}`;
      const { status, body } = await callInternal({ service, method: 'GET', path });
      if (status === 200 && Value.Check(OwnDeadLetterList, body)) return body.deadLetters;
      throw new Problem('SERVICE_UNAVAILABLE', { params: { service }, cause: new Error(`answered ${status}`) });
    },
    async replay(id) {
      const { status } = await callInternal({ service, method: 'POST', path: `${base}/${id}/replay` });
      if (status === 404) throw new Problem('NOT_FOUND');
      if (status !== 204) throw new Problem('UPSTREAM_FAILED', { params: { service } });
    },
  };
}
