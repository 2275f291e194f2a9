/** Which names a stack and its Python module may have, and what stands in the way of others. */

/** Names that mean something to PostgreSQL, nginx or Docker in the places where a stack's name goes. */
const RESERVED_NAMES: Record<string, string> = {
  combined: 'nginx has a log format of that name',
  conf: '/etc/nginx/conf.d holds the sites of others',
  default: 'nginx and Docker have a default of their own',
  host: 'Docker has a network of that name',
  internal: 'one of the networks is called so',
  modules: 'nginx keeps its modules there',
  nginx: "it is the host's own nginx",
  none: 'Docker and PostgreSQL reserve it',
  postgres: 'it is the database PostgreSQL starts with',
  public: 'PostgreSQL reserves it',
  'sent-http': 'nginx has variables that begin so',
  sites: "nginx's sites are kept by that name",
  template0: 'PostgreSQL reserves it',
  template1: 'PostgreSQL reserves it',
};

/** Why a stack cannot be called `name`, or undefined. Roles that begin with pg_ are PostgreSQL's own. */
export function reservedName(name: string): string | undefined {
  if (name.startsWith('pg-')) return 'PostgreSQL reserves names that begin with pg_';
  return Object.hasOwn(RESERVED_NAMES, name) ? RESERVED_NAMES[name] : undefined;
}

/** Turns any text (a folder's name) into a valid stack name: "My Shop" becomes "my-shop". */
export function slug(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const plain = letters.replace(/[^a-z0-9]+/g, '-').replace(/^([^a-z]|pg-)+/, '');
  const name = plain.slice(0, 30).replace(/-+$/, '');
  if (name === '') return 'site';
  return reservedName(name) ? `${name.slice(0, 25).replace(/-+$/, '')}-site` : name;
}

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global
  if import in is lambda nonlocal not or pass raise return try while with yield match case type`.split(/\s+/),
);

/** sys.stdlib_module_names of Python 3.10 to 3.14, without those that begin with an underscore. */
const STANDARD_LIBRARY = new Set(
  `abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii
  binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
  compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses
  dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler
  fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp
  gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
  lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
  multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib
  pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd
  py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched
  secrets select selectors shelve shlex shutil signal site sitecustomize smtpd smtplib sndhdr socket socketserver
  spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
  symtable symbol sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time
  timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata
  unittest urllib usercustomize uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml
  xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/),
);

/** Packages that a new project installs, also for services that are added later, and names its folder already uses. */
const TAKEN = new Set(
  `amqp asgiref attr attrs autobahn automat billiard boto3 botocore cbor2 celery cffi channels channels_redis click
  click_didyoumean click_plugins click_repl constantly cryptography daphne dateutil dj_database_url django
  django_redis gunicorn hyperlink idna incremental jmespath kombu msgpack packaging pgvector pip prompt_toolkit
  psycopg psycopg_binary pycparser pymemcache redis s3transfer service_identity six sqlparse storages twisted
  txaio typing_extensions tzlocal ujson urllib3 valkey vine wcwidth wheel zope backups crontab manage media
  nginx node_modules requirements stack static staticfiles swarm templates web`.split(/\s+/),
);

/** Why a new project's package cannot be called `module`, or undefined. */
export function reservedModule(module: string): string | undefined {
  if (isKeyword(module)) return 'Python reserves the word';
  if (STANDARD_LIBRARY.has(module)) return "Python's standard library has a module of that name";
  return TAKEN.has(module) ? 'something else in the project is called so' : undefined;
}

/** True for the words Python reserves, soft keywords included. */
export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

/** The package of a new project: the stack's name in Python's spelling, `<name>_site` where that is taken. */
export function moduleFor(name: string): string {
  const module = name.replaceAll('-', '_');
  return reservedModule(module) ? `${module}_site` : module;
}
