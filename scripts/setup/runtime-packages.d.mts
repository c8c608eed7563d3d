/** Folders below `modules` that an installed lockerd needs. @throws Error when a needed one is missing */
export function runtimePackages(modules: string): string[];
