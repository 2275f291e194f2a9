/** What settings read from the environment under names of their own: with a default nothing fails, and the default serves. */
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import { tempFolder } from '../support/program.ts';

const manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.settings")\n';
const detected = (settings: string, more: Record<string, string> = {}) => detect(tempFolder({ 'manage.py': manage, 'bakery/settings.py': settings, ...more }));
const variables = (settings: string) => detected(settings).proposals?.['variables']?.value ?? '';

const DATABASE = 'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": ';

describe('variables with a default', () => {
  it.each<readonly [title: string, settings: string, expected: string]>([
    ['a key by os.environ.get', 'SECRET_KEY = os.environ.get("SECRET_KEY", "insecure")', 'SECRET_KEY'],
    ['a key by os.getenv, with nothing instead', 'SECRET_KEY = os.getenv("SECRET_KEY")', 'SECRET_KEY'],
    ['a key by django-environ', 'SECRET_KEY = env("SECRET_KEY", default="insecure")', 'SECRET_KEY'],
    ['a key with its default in the scheme', 'env = environ.Env(SECRET_KEY=(str, "insecure"))\nSECRET_KEY = env("SECRET_KEY")', 'SECRET_KEY'],
    ['a key by decouple', 'from decouple import config\nSECRET_KEY = config("SECRET_KEY", default="insecure")', 'SECRET_KEY'],
    ['a key by way of another name', 'key = os.environ.get("BAKERY_SECRET_KEY", "x")\nSECRET_KEY = key', 'BAKERY_SECRET_KEY'],
    ['a key, or another', 'SECRET_KEY = os.environ.get("SECRET_KEY") or "insecure"', 'SECRET_KEY'],
    ['a key under our name', 'SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "insecure")', ''],
    ['a key that counts no more', 'SECRET_KEY = env("OLD", default="x")\nSECRET_KEY = os.environ["DJANGO_SECRET_KEY"]', ''],
    ['hosts', 'ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")', 'ALLOWED_HOSTS'],
    ['hosts by decouple', 'from decouple import Csv, config\nALLOWED_HOSTS = config("HOSTS", default="localhost", cast=Csv())', 'HOSTS'],
    ['origins', 'CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])', 'CSRF_TRUSTED_ORIGINS'],
    ['DEBUG that is on', 'DEBUG = env.bool("DEBUG", default=True)', 'DEBUG'],
    ['DEBUG that is on by its scheme', 'env = environ.Env(DEBUG=(bool, True))\nDEBUG = env("DEBUG")', 'DEBUG'],
    ['DEBUG that is on, compared', 'DEBUG = os.environ.get("DEBUG", "True") == "True"', 'DEBUG'],
    ['DEBUG that is on unless it is False', 'DEBUG = os.environ.get("SHOP_DEBUG", "") != "False"', 'SHOP_DEBUG'],
    ['DEBUG that is off', 'from decouple import config\nDEBUG = config("DEBUG", default=False, cast=bool)', ''],
    ['DEBUG that is off, compared', 'DEBUG = os.environ.get("DEBUG", "0") == "1"', ''],
    ['a database by its parts', `${DATABASE}os.environ.get("SQL_HOST", "localhost"), "PASSWORD": env("SQL_PASSWORD", default="x"), "CONN_MAX_AGE": env.int("AGE", default=60)}}`, 'SQL_HOST,SQL_PASSWORD'],
    ['a database by its URL', 'DATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///x")}', ''],
    ['settings that differ nowhere', 'LEVEL = os.environ.get("LEVEL", "INFO")', ''],
  ])('%s', (_title, settings, expected) => {
    expect(variables(settings).split(',').sort()).toEqual(expected.split(',').sort());
  });

  it('are told with their lines, and that they never serve', () => {
    const found = detected('SECRET_KEY = env("SECRET_KEY", default="x")\nHOST = env("MAIL")\nALLOWED_HOSTS = env.list("HOSTS", default=[])\n');
    expect(found.proposals?.['variables']).toEqual({ value: 'MAIL,SECRET_KEY,HOSTS', from: 'bakery/settings.py:2,1,3' });
    expect(found.remarks).toContainEqual({ about: 'variables', sentence: 'bakery/settings.py:1,3: the defaults of SECRET_KEY, HOSTS are not for production, and never serve: the stack sets them.' });
  });

  it('of the settings of development alone do not count', () => {
    const files = { 'bakery/production.py': 'import os\nSECRET_KEY = os.environ["DJANGO_SECRET_KEY"]\n', 'bakery/wsgi.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.production")\n' };
    expect(detected('SECRET_KEY = env("SECRET_KEY", default="x")', files).proposals?.['variables']).toBeUndefined();
  });
});

describe('where no variable would help, the setting is lacking', () => {
  it.each<readonly [title: string, settings: string, setting: string, lacking: boolean]>([
    ['DEBUG that every text turns on', 'DEBUG = os.environ.get("DEBUG", True)', 'DEBUG', true],
    ['DEBUG by a number', 'DEBUG = bool(int(os.environ.get("DEBUG", 1)))', 'DEBUG', true],
    ['DEBUG by a number that is off', 'DEBUG = int(os.environ.get("DEBUG", 0))', 'DEBUG', false],
    ['hosts between blanks', 'ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(" ")', 'ALLOWED_HOSTS', true],
    ['hosts between commas', 'ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(",")', 'ALLOWED_HOSTS', false],
    ['a file that is the database', 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DB_NAME", "db.sqlite3")}}', 'DATABASES', true],
    ['a server of another name', `${DATABASE}os.environ.get("SHOP_SERVER", "localhost")}}`, 'DATABASES', true],
    ['a server that the stack names', `${DATABASE}os.environ.get("DB_HOST", "localhost")}}`, 'DATABASES', false],
    ['a database of one kind or the other', `if LOCAL:\n    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\nelse:\n    ${DATABASE}os.environ.get("DB_HOST", "localhost")}}`, 'DATABASES', false],
    ['a cache elsewhere', 'CACHES = {"default": {"LOCATION": os.environ.get("REDIS_URL", "redis://localhost")}}', 'CACHES', true],
    ['a cache by our name', 'CACHES = {"default": {"LOCATION": os.environ.get("CACHE_LOCATION", "localhost")}}', 'CACHES', false],
    ['cookies by a name of theirs', 'SESSION_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=False)', 'SESSION_COOKIE_SECURE', true],
    ['cookies that are always secure', 'SESSION_COOKIE_SECURE = True', 'SESSION_COOKIE_SECURE', false],
  ])('%s', (_title, settings, setting, lacking) => {
    expect(detected(settings).lacks?.includes(setting)).toBe(lacking);
  });
});

it('settings whose names lead in circles are read to an end', () => {
  const names = Array.from({ length: 14 }, (_, index) => `X${index}`);
  const circles = names.map((name) => `${name} = ${names.filter((other) => other !== name).join(' or ')} or os.environ.get("${name}", "x")\n`).join('');
  const { lacks, proposals } = detected(`${circles}SECRET_KEY = X0\nALLOWED_HOSTS = [X1]\n`);
  expect([lacks?.includes('SECRET_KEY'), proposals?.['variables']?.value.split(',').length]).toEqual([false, 14]);
});
