import type { Link } from '../live';

/** Everything the page says in one language: a missing word is a type error. */
export interface Words {
  /** Of the language, in itself. */
  readonly name: string;
  readonly language: string;
  readonly connecting: string;
  readonly display: string;
  readonly link: Readonly<Record<Link, string>>;
}
