import type { Plugin } from 'vitest/config';

export const LOCALS: readonly string[];
export function compile(text: string, path: string, names?: readonly string[]): string;
export const forVitest: Plugin;
