/** Larger pictures are drawn smaller first: a camera's 12 megapixels hold no more of a QR code. */
const MAX_SIDE = 1_600;
/** A picture has time; a frame of a video has not. */
const PICTURE_MS = 1_500;

/**
 * The text of the first QR code in a picture, or null. The reader is loaded with the first picture.
 * @throws when it is no picture
 */
export async function readPicture(picture: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(picture);
  try {
    const found = await readFrame(bitmap, bitmap.width, bitmap.height, PICTURE_MS);
    // A code that fills its picture to the edge needs white around it to be told from the dark.
    return found ?? (await readFrame(bitmap, bitmap.width, bitmap.height, PICTURE_MS, 0.2));
  } finally {
    bitmap.close();
  }
}

/** @param margin white around it, as a part of its size */
export async function readFrame(
  source: CanvasImageSource,
  width: number,
  height: number,
  timeLimit: number,
  margin = 0,
): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js');
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const [dx, dy] = [Math.round(w * margin), Math.round(h * margin)];
  const canvas = new OffscreenCanvas(w + 2 * dx, h + 2 * dy);
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  if (drawing === null) return null;
  drawing.fillStyle = 'white';
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(source, dx, dy, w, h);
  const image = drawing.getImageData(0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(image, { timeLimit });
  } catch {
    return null;
  }
}
