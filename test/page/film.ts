import qrcode from 'qrcode';

const [WIDTH, HEIGHT] = [640, 480];
const MODULE_PX = 12;
/** Luminance of a dim room, of paper and of print, 0 to 255. */
const [WALL, PAPER, INK] = [150, 235, 25];
const NO_COLOUR = 128;

/**
 * What a camera sees that a code on paper is held before, or nothing but a wall: one frame of YUV4MPEG2 in 4:2:0,
 * which Chromium plays over and over instead of its camera.
 */
export function film(code: string | null): Buffer {
  const light = Buffer.alloc(WIDTH * HEIGHT, WALL);
  if (code !== null) drawCode(light, code);
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, NO_COLOUR);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F5:1 Ip A1:1 C420jpeg\nFRAME\n`);
  return Buffer.concat([head, light, colour]);
}

function drawCode(light: Buffer, code: string): void {
  const { modules } = qrcode.create(code, { errorCorrectionLevel: 'M' });
  // Four light modules around it, as the standard wants.
  const side = modules.size + 8;
  const [left, top] = [(WIDTH - side * MODULE_PX) >> 1, (HEIGHT - side * MODULE_PX) >> 1];
  for (let y = 0; y < side * MODULE_PX; y += 1) {
    for (let x = 0; x < side * MODULE_PX; x += 1) {
      const [column, row] = [Math.floor(x / MODULE_PX) - 4, Math.floor(y / MODULE_PX) - 4];
      const inside = column >= 0 && row >= 0 && column < modules.size && row < modules.size;
      light[(top + y) * WIDTH + left + x] = inside && modules.get(row, column) === 1 ? INK : PAPER;
    }
  }
}
