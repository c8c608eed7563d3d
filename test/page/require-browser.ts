import { findBrowser } from './browser';

/** Said once, before anything is started. */
export default function requireBrowser(): void {
  findBrowser();
}
