import { readFrame } from './read-picture';

const LOOK_EVERY_MS = 200;
const FRAME_MS = 60;

export const hasCamera = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function';

/**
 * Looks through the camera until a code is found. @param video shows what it sees
 * @throws when the browser or its owner does not allow it
 */
export async function watch(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  let watching = true;
  const stop = (): void => {
    watching = false;
    for (const track of stream.getTracks()) track.stop();
    // The element is reused; a stream that is over would leave its last frame there.
    Object.assign(video, { srcObject: null });
  };
  const look = async (): Promise<void> => {
    if (!watching) return;
    const { videoWidth: width, videoHeight: height } = video;
    const text = width > 0 ? await readFrame(video, width, height, FRAME_MS) : null;
    if (!watching) return;
    if (text === null) {
      setTimeout(() => void look(), LOOK_EVERY_MS);
      return;
    }
    stop();
    found(text);
  };
  Object.assign(video, { srcObject: stream });
  await video.play();
  void look();
  return stop;
}
