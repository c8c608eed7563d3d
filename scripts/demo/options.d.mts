export interface DemoOptions {
  readonly port: number | null;
  readonly stateDir: string;
  readonly config: string;
}
export const HELP: string;
export function parseDemoOptions(
  args: readonly string[],
): { readonly options: DemoOptions } | { readonly help: true } | { readonly usage: string };
