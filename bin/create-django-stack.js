#!/usr/bin/env node
// Every Node can parse this file, so that an old one says what to do instead of failing at a word it does not know.
'use strict';

var version = process.versions.node.split('.').map(Number);

if (version[0] > 20 || (version[0] === 20 && version[1] >= 12)) {
  require('./start.js');
} else {
  console.error('create-django-stack needs Node 20.12 or newer, and this is ' + process.versions.node + '. With Docker it runs without:');
  console.error('  docker run --rm -it -v "$PWD:/here" -w /here node:24-alpine npm create django-stack');
  process.exit(1);
}
