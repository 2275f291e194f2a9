/** What is read of Python: statements, assignments, folders, versions; and what is left alone. */
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import { assignmentsIn, callsOf, statementsIn, stringOf } from '../../src/project/python.ts';
import { tempFolder } from '../support/program.ts';

/** `NAME = value` for each assignment, with a ? where a condition decides. */
const assignments = (text: string) => assignmentsIn(statementsIn(text)).map(({ name, value, conditional, adds, within }) =>
  `${within ? `${within}.` : ''}${name}${adds ? ' +' : ''}${conditional ? '?' : ''} = ${value.map((token) => (token.kind === 'string' ? JSON.stringify(token.text) : token.text)).join(' ')}`);

describe('assignments', () => {
  it.each<readonly [title: string, text: string, expected: readonly string[]]>([
    ['plain', 'A = 1\nB="x"', ['A = 1', 'B = "x"']],
    ['several at once', 'A = B = 1\nC, D = 1, (2, 3)', ['A = 1', 'B = 1', 'C = 1', 'D = ( 2 , 3 )']],
    ['annotated', 'A: list[str] = []', ['A = [ ]']],
    ['over lines', 'A = [\n  1,  # one\n  2,\n]\nB = \\\n  3', ['A = [ 1 , 2 , ]', 'B = 3']],
    ['that add', 'A += [1]\nB["x"] = 2', ['A + = [ 1 ]', 'B + = 2']],
    ['below a condition', 'if x:\n    A = 1\nB = 2', ['A? = 1', 'B = 2']],
    ['in a class', 'class C(Base):\n    A = 1\n\n    def f(self):\n        B = 2\nD = 3', ['C.A = 1', 'C.B = 2', 'D = 3']],
    ['in strings and comments', '# A = 1\n"""\nB = 2\n"""\nC = "D = 3"  # E = 4', ['C = "D = 3"']],
    ['compared, called, named', 'a == b\nf(x=1)\nif (y := 2): pass', []],
    ['after a semicolon', 'A = 1; B = 2', ['A = 1', 'B = 2']],
    ['with quotes in quotes', `A = 'it\\'s'\nB = "#"\nC = r"\\d"`, [`A = ${JSON.stringify("it\\'s")}`, 'B = "#"', `C = ${JSON.stringify('\\d')}`]],
    ['that never end', 'A = (1,\nB = 2', ['A = ( 1 , B = 2']],
    ['in Windows line ends', 'A = 1\r\nB = 2\r\n', ['A = 1', 'B = 2']],
  ])('%s', (_title, text, expected) => {
    expect(assignments(text)).toEqual(expected);
  });

  it('know their lines', () => {
    expect(assignmentsIn(statementsIn('"""a\nb"""\n\nA = 1\n')).map(({ line }) => line)).toEqual([4]);
  });
});

describe('calls and strings', () => {
  it('are found by their whole name alone', () => {
    const statements = statementsIn('os.environ.setdefault("A", "b")\nmy.os.environ.setdefault("C", "d")\nsetdefault("E")\n');
    expect(callsOf(statements, 'os.environ.setdefault').map(({ args, line }) => [args.map(stringOf), line])).toEqual([[['A', 'b'], 1]]);
  });

  it('neighbours are one string; anything else is none', () => {
    const [a, b, c] = assignmentsIn(statementsIn('A = "x" "y"\nB = "x" + y\nC = f"x"')).map(({ value }) => stringOf(value));
    expect([a, b, c]).toEqual(['xy', undefined, undefined]);
  });
});

const manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.site")\n';
const proposal = (key: string, files: Readonly<Record<string, string>>) => detect(tempFolder({ 'manage.py': manage, ...files })).proposals?.[key]?.value;

describe('folders', () => {
  const base = 'BASE_DIR = Path(__file__).resolve().parent.parent.parent\n';
  it.each<readonly [expression: string, before: string, folder: string | undefined]>([
    ['BASE_DIR / "static" / "out"', base, 'static/out'],
    ['str(BASE_DIR / "out")', base, 'out'],
    ['BASE_DIR.joinpath("a", "b")', base, 'a/b'],
    ['os.path.join(BASE_DIR, "out/")', base, 'out'],
    ['BASE_DIR.parent / "out"', 'BASE_DIR = Path(__file__).resolve().parents[1]\n', 'out'],
    ['os.path.join(ROOT, "out")', 'ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))\n', 'out'],
    ['os.path.join(HERE, "..", "out")', 'HERE = os.path.dirname(__file__)\n', 'config/out'],
    ['ROOT_DIR("out")', 'ROOT_DIR = environ.Path(__file__) - 3\n', 'out'],
    ['ROOT + "/out"', 'ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))\n', 'out'],
    ['BASE_DIR / name', base, undefined],
    ['os.environ["STATIC_ROOT"]', '', undefined],
    ['"/var/www/static"', '', undefined],
    ['f"{BASE_DIR}/out"', base, undefined],
    ['BASE_DIR.parent.parent / "out"', base, undefined],
    ['os.path.join(ELSEWHERE, "out")', '', undefined],
  ])('STATIC_ROOT = %s', (expression, before, folder) => {
    expect(proposal('static-root', { 'config/settings/site.py': `${before}STATIC_ROOT = ${expression}\n` })).toBe(folder);
  });
});

describe('versions of Python', () => {
  it.each([
    ['>=3.11', '3.14'], ['>=3.11,<3.13', '3.12'], ['>=3.10, <4.0', '3.14'], ['^3.12', '3.14'], ['~3.12', '3.12'], ['==3.11.*', '3.11'], ['~=3.12.1', '3.12'], ['~=3.12', '3.14'],
    ['>3.12,!=3.14.*', '3.13'], ['<=3.13', '3.13'], ['<3.14', '3.13'], ['>=3.6,<3.10', undefined], ['>=4', undefined], ['3.12.*', '3.12'], ['>=3.12,<3.14.5', '3.14'],
  ])('requires-python %s: %s', (range, version) => {
    expect(proposal('python', { 'pyproject.toml': `[project]\nname = "a"\nrequires-python = "${range}"\n` })).toBe(version);
  });

  it.each([
    ['.python-version', '3.12.4\n'], ['.python-version', 'cpython-3.12\n'], ['runtime.txt', 'python-3.12.1\n'], ['.tool-versions', 'nodejs 24\npython 3.12.9\n'],
    ['Dockerfile', 'FROM docker.io/library/python:3.12-slim AS x\n'], ['Pipfile', '[requires]\npython_version = "3.12"\n'],
  ])('%s', (path, text) => {
    expect(proposal('python', { [path]: text })).toBe('3.12');
  });

  it.each([['4.2.1', '3.12'], ['5.1', '3.13'], ['6.0.2', '3.14'], ['9.9', undefined]])('of Django %s alone: %s', (django, version) => {
    expect(proposal('python', { 'requirements.txt': `django==${django}\n` })).toBe(version);
  });
});
