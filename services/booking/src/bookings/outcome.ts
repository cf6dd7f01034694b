import type { FastifyReply } from 'fastify';
import type { Booked, Ordered, Outcome, Pending } from './idempotency.ts';
import { bookingAnswer, pendingAnswer } from './rules.ts';

/** What was kept for a key goes out again; a refusal word for word, also where its schema has changed since. */
export function sendOutcome(reply: FastifyReply, outcome: Outcome | Pending): FastifyReply {
  switch (outcome.kind) {
    case 'refused':
      return reply
        .code(outcome.status)
        .type('application/json; charset=utf-8')
        .serializer(JSON.stringify)
        .send(outcome.body);
    case 'pending':
      return reply.code(202).send(pendingBody(outcome.confirmed));
    case 'booked':
      return reply.code(201).send(bookingAnswer(outcome));
    case 'ordered':
      return reply.code(201).send(outcome.body);
  }
}

function pendingBody(sold: Booked | Ordered): object {
  return sold.kind === 'booked' ? pendingAnswer(sold) : sold.pendingBody;
}
