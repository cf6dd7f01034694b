/** Something the person at the keyboard can act upon; its message is the whole story. */
export class StackError extends Error {
  override name = 'StackError';
}
