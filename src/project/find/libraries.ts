/** Libraries of the distribution that the installed packages are known to need. */
import { libraries, LIBRARIES, type Library, type LibraryName } from '../../stack/libraries.ts';
import type { Finding, Found } from '../finding.ts';
import { assignmentsOf, type Settings } from '../modules.ts';
import type { Installed } from '../package.ts';

/** What is needed, with the line that names the package. Nothing is an answer too: then wheels bring all they need. */
export function findLibraries(installed: readonly Installed[], settings: Settings): Found {
  const needed = [...LIBRARIES.flatMap((name) => neededFor(name, installed)), ...geodjango(settings), ...repositories(installed)];
  const compiled = installed.find((one) => LIBRARIES.some((name) => brings(one, (libraries[name] as Library).compiled)));
  const all = [...needed, ...(compiled ? [{ value: 'compiler', from: compiled.from }] : [])];
  const distinct = all.filter(({ value }, index) => all.findIndex((other) => other.value === value) === index);
  const sorted = LIBRARIES.flatMap((name) => distinct.filter(({ value }) => value === name));
  return sorted.length === 0 ? {} : { value: { value: sorted.map(({ value }) => value).join(','), from: [...new Set(sorted.map(({ from }) => from))].join(', ') } };
}

function neededFor(name: LibraryName, installed: readonly Installed[]): readonly Finding[] {
  const library: Library = libraries[name];
  const user = installed.find((one) => brings(one, library.for));
  return user && !installed.some((one) => brings(one, library.unless)) ? [{ value: name, from: user.from }] : [];
}

/** By its name or by an extra: psycopg[c] is psycopg and psycopg-c. */
function brings({ name, extras }: Installed, packages: readonly string[] = []): boolean {
  return [name, ...extras.map((extra) => `${name}-${extra}`)].some((one) => packages.includes(one));
}

/** GeoDjango loads GDAL, GEOS and PROJ itself; no package on PyPI tells. */
function geodjango(settings: Settings): readonly Finding[] {
  const apps = assignmentsOf(settings, 'INSTALLED_APPS').find(({ value }) => value.some(({ text }) => text === 'django.contrib.gis'));
  return apps ? [{ value: 'gdal', from: `${apps.path}:${apps.line}` }] : [];
}

function repositories(installed: readonly Installed[]): readonly Finding[] {
  const one = installed.find(({ git }) => git);
  return one ? [{ value: 'git', from: one.from }] : [];
}

/** Packages with wheels for glibc and none that Alpine's musl could load, by what the lock file lists. */
export function withoutMusl(installed: readonly Installed[]): readonly Installed[] {
  return installed.filter(({ files = [] }) => {
    const wheels = files.filter((file) => file.endsWith('.whl'));
    return wheels.some((wheel) => /manylinux/.test(wheel)) && !wheels.some((wheel) => wheel.includes('musllinux') || wheel.endsWith('-none-any.whl'));
  });
}
