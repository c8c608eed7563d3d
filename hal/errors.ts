/**
 * `lost`: the device can't be reached. `timeout`: it did not answer in time, what it did is unknown.
 * `busy`: it is doing something else. `unsupported`: it can't do that. `config`: the site file asks for
 * something this machine does not have.
 */
export type HalErrorCode = 'lost' | 'timeout' | 'busy' | 'unsupported' | 'config';

/** The one error class of drivers. `device` as in {@link DeviceChange}. */
export class HalError extends Error {
  override readonly name = 'HalError';

  constructor(
    readonly code: HalErrorCode,
    readonly device: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(`${device}: ${message}`, options);
  }
}
