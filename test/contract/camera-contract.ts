import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Camera } from '../../hal/ports';

/** The camera's part of the contract suite. @param breaksAndMends runs something while a device is away */
export function cameraContract(
  camera: () => Camera,
  breaksAndMends: (device: string, meanwhile: () => Promise<void>) => Promise<void>,
): void {
  describe('camera', () => {
    let folder: string;
    const still = (name: string): Promise<void> => camera().still(join(folder, name));
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stills-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it('takes a still into the file that it is given', async () => {
      await still('one.jpg');
      await still('two.jpg');
      expect(readdirSync(folder).sort()).toEqual(['one.jpg', 'two.jpg']);
      // JPEG, start of image.
      expect([...readFileSync(join(folder, 'one.jpg')).subarray(0, 2)]).toEqual([0xff, 0xd8]);
    });

    it('fails with HalError while it is gone, and leaves no file', async () => {
      await breaksAndMends('camera', async () => {
        await expect(still('lost.jpg')).rejects.toMatchObject({ name: 'HalError', code: 'lost', device: 'camera' });
        expect(readdirSync(folder)).toEqual([]);
      });
      await still('found.jpg');
      expect(readdirSync(folder)).toEqual(['found.jpg']);
    });
  });
}
