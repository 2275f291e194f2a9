/** The certificate: there, for these names, not about to expire; and nginx serves the one that is in the file. */
import { X509Certificate } from 'node:crypto';
import { isUnseen } from '../sight.ts';
import type { Subject } from '../see.ts';
import { fail, notSeen, ok, warn, type Check, type Finding } from './types.ts';

const DAY = 86_400_000;

/** certbot renews 30 days before the end, others at a third of the time: with less left something does not work. */
const LATE = 20;

export const certificate: Check = {
  id: 'certificate',
  server: true,
  look({ certificate: { file, served }, now }, subject) {
    if (subject.stack.tls === 'none') return ok('none wanted: tls is none');
    const pem = isUnseen(file) ? served : file;
    if (pem === undefined) return isUnseen(file) ? notSeen(file.unseen) : warn('there is none yet', hintFor(subject));
    const found = read(pem);
    if (!found) return fail('the file is no certificate', hintFor(subject));
    const other = subject.stack.domains.find((name) => found.checkHost(name) === undefined);
    if (other) return fail(`it is not for ${other}`, hintFor(subject));
    const current = served === undefined || isUnseen(file) ? undefined : read(served);
    if (current && current.fingerprint256 !== found.fingerprint256 && current.validTo !== found.validTo) {
      return warn('nginx still serves an older one', 'sudo nginx -t && sudo systemctl reload nginx');
    }
    return ageOf(found, now, subject);
  },
};

function read(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function ageOf(found: X509Certificate, now: Date, subject: Subject): Finding {
  const days = Math.floor((Date.parse(found.validTo) - now.getTime()) / DAY);
  const renew = subject.stack.tls === 'letsencrypt' ? 'sudo certbot renew says why it was not renewed' : 'put a newer one in its place, then sudo systemctl reload nginx';
  if (days < 0) return fail(`it expired on ${found.validTo}`, renew);
  return days < LATE ? warn(`it expires in ${days} days`, renew) : ok(`good for ${days} days`);
}

const hintFor = ({ stack, commands }: Subject): string =>
  stack.tls === 'letsencrypt' ? `once the names lead here: ${commands.typedAsRoot('install --certbot you@example.org')}` : `fullchain.pem and privkey.pem into /etc/ssl/${stack.name}, then ${commands.typedAsRoot('install')}`;
