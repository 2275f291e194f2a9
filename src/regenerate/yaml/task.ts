/** What is to be done to a text, before it is known where exactly. */
import type { Collection, Member, Tree, Yaml } from './tree.ts';

interface Common {
  /** `services.web.ports[8000:8000]` */
  readonly path: string;
  /** The texts a person compares, if it comes to that. */
  readonly base?: Member | undefined;
  readonly mine?: Member | undefined;
  readonly next?: Member | undefined;
  /** Where in mine it is about, if `mine` is not there. */
  readonly near: number;
  /** A person has decided for it: comments of theirs may go. */
  readonly forced?: true;
}

export interface Insert extends Common {
  readonly kind: 'insert';
  /** A collection, or a null that becomes one. */
  readonly into: Tree;
  /** Behind which of mine's members; undefined: before the first. */
  readonly behind: Member | undefined;
  readonly next: Member;
}

export interface Remove extends Common {
  readonly kind: 'remove';
  readonly mine: Member;
  readonly base: Member | undefined;
}

export interface Replace extends Common {
  readonly kind: 'replace';
  readonly mine: Member;
  readonly next: Member;
}

/** Empty lines and comments around a member that stays; never a conflict, where mine says something else it stays so. */
export interface Remark extends Common {
  readonly kind: 'remark';
  readonly mine: Member;
  readonly base: Member;
  readonly next: Member;
  /** The comment behind it as well, and not only what stands above. */
  readonly inline: boolean;
}

export type Task = Insert | Remove | Replace | Remark;

export interface Splice {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** A task as bytes, and what the file shall say afterwards. */
export interface Edit {
  readonly splices: readonly Splice[];
  /** Comments in the new text. */
  readonly comments: readonly string[];
  readonly forced?: boolean;
  readonly inserted?: { readonly into: Tree; readonly kind: Collection['kind']; readonly member: string };
  /** `member` undefined: it is gone. */
  readonly changed?: { readonly of: Member; readonly member: string | undefined };
}

/** What an edit is made from. */
export interface Texts {
  readonly base: Yaml;
  readonly mine: Yaml;
  readonly next: Yaml;
  /** How mine ends its lines. */
  readonly eol: string;
  /** Members of mine that the same edits take away. */
  readonly gone: ReadonlySet<Member>;
}
