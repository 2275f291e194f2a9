/** Where static files and uploads are, and below which URLs: STATIC_ROOT, STATIC_URL, MEDIA_ROOT, MEDIA_URL. */
import type { Found } from '../finding.ts';
import { isFixed } from '../lacks.ts';
import { assignmentsOf, settingOf, stringSetting, type Settings } from '../modules.ts';
import { folderOf } from './paths.ts';

/** The folder of `STATIC_ROOT` or `MEDIA_ROOT`, from the repository's top. */
export function findFolder(settings: Settings, name: string): Found {
  const setting = settingOf(settings, name);
  const value = folderOf(settings, name);
  if (setting && value !== undefined && value !== '') return { value: { value, from: `${setting.path}:${setting.line}` } };
  const [first] = assignmentsOf(settings, name);
  return first ? { remark: `${first.path}:${first.line} sets ${name}, and the file alone does not tell which folder.` } : {};
}

/** Without the app of static files there is no collectstatic, which the image's build runs. */
export function findCollector(settings: Settings): Found {
  const [apps] = assignmentsOf(settings, 'INSTALLED_APPS');
  const tokens = settings.files.flatMap(({ statements }) => statements.flatMap((statement) => statement.tokens));
  const named = tokens.some(({ kind, text }) => kind === 'string' && text.startsWith('django.contrib.staticfiles'));
  if (apps === undefined || named || !isFixed(settings, 'INSTALLED_APPS')) return {};
  return { remark: `${apps.path}:${apps.line} is without django.contrib.staticfiles, and the image's build runs its collectstatic: add it, or take that command out of the Dockerfile.` };
}

/** `STATIC_URL` or `MEDIA_URL`, with a slash at both ends, as nginx needs it. */
export function findUrl(settings: Settings, name: string): Found {
  const found = stringSetting(settings, name);
  const [first] = assignmentsOf(settings, name);
  if (!found) return first ? { remark: `${first.path}:${first.line} sets ${name}, and the file alone does not tell which path.` } : {};
  if (/^https?:|^\/\//.test(found.value)) return { remark: `${found.from} has ${name} on another host.` };
  const value = `/${found.value}/`.replaceAll(/\/+/g, '/');
  return value === '/' ? {} : { value: { value, from: found.from } };
}
