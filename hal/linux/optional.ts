import { HalError } from '../errors';

/**
 * A package with compiled parts that an installation may lack.
 * @throws HalError `config` when it is not installed or not built for this machine
 */
export async function optionalModule<T extends object>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    const loaded = await load();
    // A CommonJS package seen through import(): its exports are the default.
    return 'default' in loaded ? ((loaded as { default?: T }).default ?? loaded) : loaded;
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    const hint =
      code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
        ? `${name} is not installed: npm ci without --omit=optional`
        : `${name} can't be loaded, was it built for this machine? (npm rebuild ${name}) ${(cause as Error).message}`;
    throw new HalError('config', 'hal', hint, { cause });
  }
}
