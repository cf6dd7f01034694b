import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Books, createBooks } from '../sandbox-provider/books.ts';
import { readAnswer } from './protocol.ts';
import type { Answer } from './provider.ts';
import { decideNext, isEnd, learn, type News, type Operation, type Payment, takeUp } from './rules.ts';

// The rules against the books of a provider, in every order of events that fast-check can think of: calls that are lost on the
// way there or back or arrive long after, several takers at once whose claims mean nothing, takers that die between any two
// steps, an order that is due or cancelled at any moment.

/** What the network does with one call. */
type Fate = 'ok' | 'lost' | 'answer lost' | 'late' | 'not taken';
type Action =
  | { do: 'take up' }
  | { do: 'go on'; taker: number; fate: Fate }
  | { do: 'die'; taker: number }
  | { do: 'deliver what was late' }
  | { do: 'time passes'; ms: number }
  | { do: 'fall due' }
  | { do: 'cancel' };

const fates: Fate[] = ['ok', 'lost', 'answer lost', 'late', 'not taken'];
const taker = fc.nat(3);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Action>({ do: 'take up' }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('go on' as const), taker, fate: fc.constantFrom('ok' as const, ...fates) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), taker }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: 'deliver what was late' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time passes' as const), ms: fc.constantFrom(500, 6000) }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: 'fall due' }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: 'cancel' }) },
);
const token = fc.constantFrom(undefined, 'decline:stolen', 'late_approve', 'late_decline', 'capture_decline');

const request = { amountMinor: 12_345, currency: 'EUR', method: 'credit_card' as const };

class World {
  nowMs = 0;
  order: 'waiting' | 'confirmed' | 'cancelled' = 'waiting';
  isOverdue = false;
  payment: Payment = {
    state: 'pending',
    authorise: 'pending',
    capture: 'pending',
    void: undefined,
    reference: undefined,
    failure: undefined,
    attempts: 0,
  };
  takers: { payment: Payment; isDue: boolean; news: News[] }[] = [];
  late: (() => unknown)[] = [];
  refundDue = false;
  readonly books: Books = createBooks({ nowMs: () => this.nowMs, onChange: () => undefined });
  readonly token: string | undefined;

  constructor(ofToken: string | undefined) {
    this.token = ofToken;
  }

  get isDue(): boolean {
    return this.order !== 'waiting' || this.isOverdue;
  }

  takeUp(): void {
    this.payment = { ...this.payment, attempts: this.payment.attempts + 1 };
    this.takers.push({ payment: takeUp(this.payment), isDue: this.isDue, news: [] });
  }

  /** The next step of a taker: one call, or the note with which he ends. */
  goOn(index: number, fate: Fate): void {
    const own = this.takers[index];
    if (own === undefined) return;
    const step = decideNext(own.payment, { isDue: own.isDue, last: own.news.at(-1)?.answer });
    if (step.kind !== 'send' && step.kind !== 'ask') {
      this.note(own.news);
      this.takers.splice(index, 1);
      return;
    }
    const answer = this.call(step.kind, step.operation, own.payment.reference ?? '', fate);
    own.news.push({ operation: step.operation, answer });
    own.payment = learn(own.payment, { operation: step.operation, answer });
  }

  private call(kind: 'send' | 'ask', operation: Operation, reference: string, fate: Fate): Answer {
    const key = `order-1/${operation}`;
    const make = () => {
      if (kind === 'ask') return this.books.ask(key);
      if (operation === 'authorise')
        return this.books.authorise(key, { ...request, ...(this.token === undefined ? {} : { token: this.token }) });
      if (operation === 'capture') return this.books.capture(key, { reference, amountMinor: request.amountMinor });
      return this.books.void(key, { authoriseKey: 'order-1/authorise' });
    };
    if (fate === 'not taken') return { kind: 'notTaken', reason: 'ECONNREFUSED' };
    if (fate === 'late') this.late.push(make);
    if (fate === 'lost' || fate === 'late') return { kind: 'unknown', reason: 'no_answer_in_time' };
    const answer = readAnswer(200, make(), kind === 'ask');
    return fate === 'ok' ? answer : { kind: 'unknown', reason: 'no_answer_in_time' };
  }

  /** One transaction: what `note.ts` does with the database. */
  private note(news: readonly News[]): void {
    let payment = news.reduce(learn, takeUp(this.payment));
    let step = decideNext(payment, { isDue: this.isDue, last: news.at(-1)?.answer });
    while (isEnd(step)) {
      payment = this.bringToEnd(payment, step);
      step = decideNext(payment, { isDue: this.isDue });
    }
    this.payment = payment;
  }

  private bringToEnd(payment: Payment, step: Extract<ReturnType<typeof decideNext>, object>): Payment {
    const isWaiting = this.order === 'waiting';
    switch (step.kind) {
      case 'confirm':
        if (!isWaiting) return this.giveBack(payment);
        this.order = 'confirmed';
        return { ...payment, state: 'captured' };
      case 'giveBack':
        return this.giveBack(payment);
      case 'decline':
        if (isWaiting) this.order = 'cancelled';
        return { ...payment, state: 'declined' };
      case 'release':
        if (isWaiting) this.order = 'cancelled';
        return { ...payment, state: 'released', void: step.isVoidNeeded ? 'pending' : undefined };
      default:
        throw new Error(`${step.kind} is no end`);
    }
  }

  private giveBack(payment: Payment): Payment {
    expect(this.refundDue).toBe(false);
    this.refundDue = true;
    return { ...payment, state: 'returned' };
  }

  /** What the reconciler does in the end: look until nothing is left to do, over a network that works but for what is late. */
  comeToRest(lateInRound: number): void {
    for (let round = 0; round < 30; round += 1) {
      this.nowMs += 10_000;
      if (round === lateInRound) for (const call of this.late.splice(0)) call();
      while (this.takers.length > 0) this.goOn(0, 'ok');
      this.takeUp();
    }
    while (this.takers.length > 0) this.goOn(0, 'ok');
    if (!this.refundDue) return;
    const refund = { reference: this.payment.reference ?? '', amountMinor: request.amountMinor };
    for (let time = 0; time < 2; time += 1)
      expect(this.books.refund('order-1/refund/return', refund).state).toBe('done');
  }
}

test('whatever is lost, late, doubled or killed: an order is confirmed and paid, or let go and nobody has paid', () => {
  fc.assert(
    fc.property(
      token,
      fc.array(action, { maxLength: 60 }),
      fc.boolean(),
      fc.nat(20),
      (ofToken, actions, fallsDue, lateInRound) => {
        const world = new World(ofToken);
        for (const each of actions) {
          if (each.do === 'take up' && world.takers.length < 4) world.takeUp();
          if (each.do === 'go on') world.goOn(each.taker, each.fate);
          if (each.do === 'die') world.takers.splice(each.taker, 1);
          if (each.do === 'deliver what was late') for (const call of world.late.splice(0)) call();
          if (each.do === 'time passes') world.nowMs += each.ms;
          if (each.do === 'fall due') world.isOverdue = true;
          if (each.do === 'cancel' && world.order === 'waiting') world.order = 'cancelled';
        }
        if (fallsDue) world.isOverdue = true;
        world.comeToRest(lateInRound);
        const [total = { capturedMinor: 0, refundedMinor: 0 }] = world.books.totals();
        const keptMinor = total.capturedMinor - total.refundedMinor;
        expect(world.order).not.toBe('waiting');
        expect({ order: world.order, keptMinor, held: world.books.listHeld() }).toEqual({
          order: world.order,
          keptMinor: world.order === 'confirmed' ? request.amountMinor : 0,
          held: [],
        });
        expect(world.payment.state === 'captured').toBe(world.order === 'confirmed');
        expect(world.payment.state === 'returned').toBe(total.refundedMinor > 0);
      },
    ),
    { numRuns: 3000 },
  );
});
