import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Longest text of a statement that a span keeps, in characters. */
const mostText = 2000;

/**
 * Runs a statement in a span, where a traced request or event has it run; else as it is. The text is constant SQL: what is
 * personal is in its parameters, which a span never sees.
 */
export function tracedStatement<T>(text: string, run: () => Promise<T>): Promise<T> {
  const active = trace.getActiveSpan();
  if (active === undefined || !active.isRecording()) return run();
  const span = trace.getTracer('airside').startSpan(nameOf(text), {
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text.trim().slice(0, mostText) },
  });
  return ending(span, run());
}

async function ending<T>(span: Span, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as { code?: string }).code ?? 'error' });
    throw error;
  } finally {
    span.end();
  }
}

const words = new Map<string, string>();
const mostNames = 500;

/** The first word of the statement: what it reads or writes is in its text. */
function nameOf(text: string): string {
  const known = words.get(text);
  if (known !== undefined) return known;
  const name = `SQL ${(/\w+/.exec(text)?.[0] ?? 'statement').toLowerCase()}`;
  if (words.size < mostNames) words.set(text, name);
  return name;
}
