import { useMemo } from 'preact/hooks';
import { scan } from './calls';
import { qrPicture } from './qr-path';

/** A QR code that a click holds before the scanner. @param label what the button is called */
export function QrCode({ text, label, small = false }: { text: string; label: string; small?: boolean }) {
  const { side, path } = useMemo(() => qrPicture(text), [text]);
  return (
    <button
      type="button"
      class={small ? 'qr small' : 'qr'}
      aria-label={label}
      title={label}
      onClick={() => void scan(text)}
    >
      <svg viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges" aria-hidden="true">
        <path d={`M0 0h${side}v${side}h-${side}z`} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
    </button>
  );
}
