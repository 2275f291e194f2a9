import type { Plugin as BuildPlugin } from 'esbuild';
import type { Plugin } from 'vitest/config';

export const LOCALS: readonly string[];
export function compile(text: string, path: string, names?: readonly string[]): string;
export const forEsbuild: BuildPlugin;
export const forVitest: Plugin;
