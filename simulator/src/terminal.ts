/** Where a command speaks, and hears that it should end. */
export type Terminal = {
  say(line: string): void;
  /** Replaces the line it wrote last, where that can be done; else speaks up now and then. */
  showProgress(line: string): void;
  /** Ctrl-C. */
  signal: AbortSignal;
};

const quietMs = 10_000;
const drawMs = 200;

export function createTerminal(output: NodeJS.WriteStream, signal: AbortSignal, nowMs: () => number): Terminal {
  let shownMs = Number.NEGATIVE_INFINITY;
  let isLineOpen = false;
  return {
    signal,
    say(line) {
      output.write(`${isLineOpen ? '\n' : ''}${line}\n`);
      isLineOpen = false;
    },
    showProgress(line) {
      if (nowMs() - shownMs < (output.isTTY ? drawMs : quietMs)) return;
      shownMs = nowMs();
      output.write(output.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
      isLineOpen = output.isTTY;
    },
  };
}
