/** Secrets, as plan.ts asks for them. */
import { randomBytes } from 'node:crypto';

/** 64 hexadecimal digits: the same to compose, Django and a shell, and nothing in a URL needs escaping. */
export const newSecret = (): string => randomBytes(32).toString('hex');
