/**
 * What research/config-quality.md (P1–P18) asks of a Dockerfile, a rule for each: a function that gives its complaint,
 * or undefined. No linter that runs offline finds a fault in the post's Dockerfile; these do.
 */
import { DockerfileParser, type Instruction, type ModifiableInstruction, type PropertyInstruction } from 'dockerfile-ast';

/** The instructions of a file, and those of each stage. */
export interface Parsed {
  readonly all: readonly Instruction[];
  readonly stages: readonly (readonly Instruction[])[];
  readonly last: readonly Instruction[];
}

export type Rule = (file: Parsed) => string | undefined;

export function parseDockerfile(text: string): Parsed {
  const all = DockerfileParser.parse(text).getInstructions();
  const starts = all.flatMap((instruction, index) => (instruction.getKeyword() === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => all.slice(start, starts[index + 1]));
  return { all, stages, last: stages.at(-1) ?? [] };
}

const only = (list: readonly Instruction[], ...keywords: string[]) => list.filter((one) => keywords.includes(one.getKeyword()));
const hasFlags = (one: Instruction | undefined): one is ModifiableInstruction => one !== undefined && 'getFlags' in one;

/** Flags and arguments, on one line. */
function text(one: Instruction | undefined): string {
  const flags = hasFlags(one) ? one.getFlags().map(String) : [];
  return [...flags, one?.getArgumentsContent() ?? ''].join(' ');
}

const properties = (list: readonly Instruction[], ...keywords: string[]) =>
  only(list, ...keywords).flatMap((one) => (one as PropertyInstruction).getProperties());

/** Complains about the first instruction that matches. */
function first(list: readonly Instruction[], wrong: (text: string) => boolean, complaint: string): string | undefined {
  const one = list.find((candidate) => wrong(text(candidate)));
  return one && `${complaint}: ${one.getKeyword()} ${text(one)}`;
}

/** P1, CIS 4.1, hadolint DL3002: the last stage runs as a number that is not root's; kubelet and policies cannot read names. */
export const numericUser: Rule = ({ last }) => {
  const user = text(only(last, 'USER').at(-1));
  return /^[1-9]\d*(:[1-9]\d*)?$/.test(user) ? undefined : `runs as "${user || 'root'}"`;
};

const VERSION = /^(?:python:3\.1[0-4]|node:2[0-9]|nginx:1\.\d+)-(?:slim-trixie|trixie|alpine(?:\d\.\d+)?(?:-slim)?)$/;
const bases = (file: Parsed) => file.stages.map(([from]) => text(from).split(/\s/)[0] ?? '');

/** P2, DL3006: bases name a version that is maintained, and a distribution. */
export const pinnedBases: Rule = (file) => {
  const loose = bases(file).find((base) => !VERSION.test(base));
  return bases(file).length === 0 ? 'no FROM' : loose && `no maintained version and distribution: ${loose}`;
};

/** P2: what one C library compiled does not load with another. */
export const oneBase: Rule = (file) => (new Set(bases(file)).size > 1 ? `stages differ: ${bases(file).join(' ')}` : undefined);

/** P2 for Alpine images of Python: "alpine" alone moves to the next Alpine, and with it to another musl. */
export const pinnedAlpine: Rule = ({ stages }) =>
  first(stages.flatMap((stage) => stage.slice(0, 1)), (from) => /^python:.*alpine(\s|$)/.test(from), 'Alpine without version');

/** P3, BuildKit JSONArgsRecommended, DL3025: else SIGTERM goes to a shell. */
export const execForm: Rule = ({ last }) => {
  const starts = only(last, 'CMD', 'ENTRYPOINT');
  return starts.length === 0 ? 'no CMD' : first(starts, (args) => !isJsonList(args), 'shell form');
};

function isJsonList(args: string): boolean {
  try {
    return Array.isArray(JSON.parse(args));
  } catch {
    return false;
  }
}

/** P66: migrations are a step of a deploy, static files one of the build; several containers that start do neither. */
export const plainStart: Rule = ({ last }) =>
  first(only(last, 'CMD', 'ENTRYPOINT'), (args) => /migrate|collectstatic|entrypoint|\bsh\b/.test(args), 'does more at a start than serve');

/** P4, BuildKit SecretsUsedInArgOrEnv, CIS 4.10: whoever has the image could read it. */
export const noSecrets: Rule = ({ all }) => {
  const secret = properties(all, 'ENV', 'ARG').find((one) => /PASS|SECRET|TOKEN|KEY$|DATABASE_URL/.test(one.getName()));
  return secret && `secret in the image: ${secret.getName()}`;
};

/** P5, BuildKit LegacyKeyValueFormat. */
export const modernEnv: Rule = ({ all }) => {
  const legacy = properties(all, 'ENV').find((one) => one.getAssignmentOperator() !== '=');
  return legacy && `ENV without "=": ${legacy.getName()}`;
};

/** P6: a change of source must not install the dependencies again. */
export const dependenciesFirst: Rule = ({ all }) => {
  const copied = all.findIndex((one) => one.getKeyword() === 'COPY' && /^\.\s/.test(text(one)));
  const installed = all.findIndex((one) => one.getKeyword() === 'RUN' && /\b(pip|uv|npm)\b.*\b(install|wheel|sync|ci)\b/s.test(text(one)));
  return installed >= 0 && copied >= 0 && copied < installed ? 'sources are copied before dependencies are installed' : undefined;
};

/** P7: a layer that a COPY made is never shrunk by a later RUN (23 MB of wheels, measured). */
export const noWheels: Rule = ({ last }) =>
  first(only(last, 'COPY', 'ADD'), (args) => /wheel/.test(args), 'wheels stay in a layer');

/** P8: another pip each day, from the network. */
export const noPipUpgrade: Rule = ({ all }) =>
  first(only(all, 'RUN'), (run) => /install\b.*(--upgrade|-U)\s.*\bpip\b/.test(run), 'upgrades pip');

/** P9: pip in the environment is 23 MB that nobody runs. */
export const bareVenv: Rule = ({ all, last }) => {
  if (!only(all, 'RUN').some((run) => /\bvenv\b.*--without-pip/.test(text(run)))) return 'no environment without pip';
  return only(last, 'COPY').some((copy) => /^(\/\S*venv) \1$/.test(text(copy).replace(/^--from=\S+ /, ''))) ? undefined : 'not copied whole';
};

/** P10: a read-only container cannot keep bytecode, so each start would compile it again. */
export const bytecode: Rule = ({ all }) => {
  const compiled = only(all, 'RUN').map(text).filter((run) => run.includes('compileall'));
  if (compiled.length === 0) return 'not compiled in the build';
  return compiled.every((run) => run.includes('--invalidation-mode unchecked-hash')) ? undefined : 'bytecode depends on times of files';
};

/** P9: what installs packages is not needed to run them. */
export const noInstallers: Rule = ({ last }) =>
  first(only(last, 'RUN'), (run) => /\b(pip|uv|poetry|pdm|pipenv)\b.*\b(install|sync|export)\b/s.test(run), 'installs Python packages in the last stage');

/** P11: compilers and headers stay in the builder. */
export const noBuildTools: Rule = ({ last }) =>
  first(only(last, 'RUN'), (run) => /\b(gcc|g\+\+|make|build-essential|build-base|musl-dev|\w+-dev)\b/.test(run), 'build tools in the last stage');

/** P12, DL3042: what pip and uv have fetched is kept outside of the layers. */
export const pipCache: Rule = ({ all }) =>
  first(
    only(all, 'RUN').filter((run) => /\b(pip|uv)\b.*\b(install|wheel|sync)\b/s.test(text(run))),
    (run) => !/--no-cache-dir/.test(run) && !run.includes(`--mount=type=cache,target=/root/.cache/${/\buv (pip|sync)\b/.test(run) ? 'uv' : 'pip'} `),
    "pip's cache goes into a layer",
  );

/** P15: a lock file is installed as it stands, or not at all. */
export const locked: Rule = ({ all }) =>
  first(
    only(all, 'RUN'),
    (run) => (/\buv sync\b/.test(run) && !/--locked/.test(run)) || (/\bpdm export\b/.test(run) && !/pdm lock --check/.test(run)) || (/\bpipenv requirements\b/.test(run) && !/pipenv verify/.test(run)),
    'the lock file may be out of date',
  );

/** P13, DL3009, DL3015, DL3018: packages without suggestions, and their lists gone in the same layer. */
export const tidyPackages: Rule = ({ all }) =>
  first(
    only(all, 'RUN'),
    (run) =>
      (/apt-get install/.test(run) && !(/--no-install-recommends/.test(run) && /rm -rf? \/var\/lib\/apt\/lists/.test(run))) ||
      (/apk add/.test(run) && !/--no-cache/.test(run)),
    'package lists or suggestions stay',
  );

const NEEDED = { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };

/** P16: a crash must not take its last lines along, and the environment's programs come first. */
export const pythonEnv: Rule = ({ last }) => {
  const env = new Map(properties(last, 'ENV').map((one) => [one.getName(), one.getValue()]));
  const missing = Object.entries(NEEDED).find(([name, value]) => env.get(name) !== value);
  if (missing) return `no ${missing.join('=')}`;
  return /^\/\S*venv\/bin:\$PATH$/.test(env.get('PATH') ?? '') ? undefined : 'PATH does not begin with the environment';
};

/** P17: which commit runs here? */
export const revisionLabel: Rule = ({ last }) =>
  properties(last, 'LABEL').some((one) => one.getName() === 'org.opencontainers.image.revision') ? undefined : 'no revision label';

/** P17: what changes with each build stands below everything that could be reused. */
export const revisionLast: Rule = ({ last }) => {
  const at = last.findIndex((one) => one.getKeyword() === 'ARG' && text(one).startsWith('REVISION'));
  return only(last.slice(Math.max(at, 0)), 'RUN', 'COPY', 'ADD').length > 0 ? 'layers below ARG REVISION' : undefined;
};

const GIVEN = new Set(['PATH', 'HOME', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']);

/** P18, BuildKit UndefinedVar and UndefinedArgInFrom: an undeclared variable is silently empty. */
export const declared: Rule = ({ stages }) => {
  for (const stage of stages) {
    const known = new Set(GIVEN);
    for (const one of stage) {
      const undeclared = ['RUN', 'CMD', 'ENTRYPOINT'].includes(one.getKeyword()) ? undefined : used(one).find((name) => !known.has(name));
      if (undeclared !== undefined) return `$${undeclared} is used before it is declared in its stage`;
      for (const property of properties([one], 'ARG', 'ENV')) known.add(property.getName());
    }
  }
  return undefined;
};

const used = (one: Instruction): string[] => [...text(one).matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1] ?? '');
