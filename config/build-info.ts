declare const __LOCKERD_VERSION__: unknown;
declare const __LOCKERD_BUILD_TIME__: unknown;

/** Version of the package; `0.0.0-source` where the sources run without having been built (tests). */
export const VERSION: string = typeof __LOCKERD_VERSION__ === 'string' ? __LOCKERD_VERSION__ : '0.0.0-source';

/** When the program was built, ms since 1970: no clock that is behind it can be right. 0 where it was not built. */
export const BUILD_TIME: number = typeof __LOCKERD_BUILD_TIME__ === 'number' ? __LOCKERD_BUILD_TIME__ : 0;
