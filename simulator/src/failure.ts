/** Something the person at the terminal can put right; shown without a stack trace, exit status 1. */
export class Failure extends Error {
  override name = 'Failure';
}
