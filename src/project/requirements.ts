/** Requirements files: lines of packages, and files that they include. */
import { spelled, type Installed } from './package.ts';
import { inside, parentOf, plain, type Tree } from './tree.ts';

const LINE = /^\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?:(?:===?|~=(?=\s*\d+\.\d+\.))\s*(?<version>[^\s;,#\\]+))?/;
const INCLUDE = /^\s*(?:-r|--requirement)[ =]\s*(\S+)/;
const REPOSITORY = /^\s*(?:-e\s+|--editable[ =])?(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?git\+\S+?(?:#egg=([\w.-]+))?\s*$/;

/** The packages that one text lists, not those of files it includes. @param path for their places */
export function requirementsIn(text: string, path: string): readonly Installed[] {
  return text.split('\n').flatMap((line, index): Installed[] => {
    const from = `${path}:${index + 1}`;
    const repository = REPOSITORY.exec(line);
    const { name = repository?.[1], extras = '', version } = LINE.exec(line)?.groups ?? {};
    if (name === undefined || /^(?:https?|git\+)/.test(line)) return repository ? [{ name: '', extras: [], git: true, from }] : [];
    return [{
      name: spelled(name),
      extras: extras.split(',').map((extra) => extra.trim()).filter(Boolean),
      ...(version !== undefined && { version }),
      ...(repository && { git: true as const }),
      from,
    }];
  });
}

/** The packages of a file and of all that it includes. */
export function installedByRequirements(tree: Tree, path: string): readonly Installed[] {
  return [path, ...includedFrom(tree, path)].flatMap((file) => requirementsIn(tree.text(file), file));
}

/** Files that a requirements file includes, directly or not. */
function includedFrom(tree: Tree, path: string, seen: readonly string[] = [path]): readonly string[] {
  const direct = tree.text(path).split('\n').flatMap((line) => {
    const file = plain(inside(parentOf(path), INCLUDE.exec(line)?.[1] ?? ''));
    return file !== undefined && tree.has(file) && !seen.includes(file) ? [file] : [];
  });
  return [...direct, ...direct.flatMap((file) => includedFrom(tree, file, [...seen, ...direct]))];
}
