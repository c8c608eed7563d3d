/**
 * Has somebody written, scanned or said a code, or what could be most of one? An access code or a ticket, however it is
 * set apart, or digits like those of a PIN. No scenario and no recording holds such a text.
 */
export function looksLikeCode(text: string): boolean {
  return /LK1|LK2[0-9A-Z]{40}|^\d{6,10}$/.test(text.replace(/[\s-]/g, '').toUpperCase());
}
