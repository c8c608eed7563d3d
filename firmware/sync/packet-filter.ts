/**
 * Cuts an MQTT byte stream into packets far enough to drop those that are too large before anybody collects
 * them in memory: a packet may have 256 MiB. Header (OASIS MQTT 3.1.1, 2.2): a type byte, then the length of
 * the rest in one to four bytes, seven bits each, lowest first.
 */
export class PacketFilter {
  private header: number[] = [];
  private left = 0;
  private dropping = false;

  /** @param onDropped told the length of each packet that is left out */
  constructor(
    private readonly limit: number,
    private readonly onDropped: (bytes: number) => void,
  ) {}

  /** Takes bytes in, gives back those of packets within the limit. @throws when it is no MQTT */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.left > 0) {
        const part = chunk.subarray(at, at + this.left);
        if (!this.dropping) out.push(part);
        this.left -= part.length;
        at += part.length;
      } else {
        this.takeHeader(chunk.readUInt8(at), out);
        at += 1;
      }
    }
    return out;
  }

  private takeHeader(byte: number, out: Buffer[]): void {
    this.header.push(byte);
    if (this.header.length === 1) return;
    if ((byte & 0x80) !== 0) {
      if (this.header.length > 4)
        throw new Error('the broker does not speak MQTT: packet length of more than four bytes');
      return;
    }
    const length = this.header.slice(1).reduce((sum, part, index) => sum + (part & 0x7f) * 128 ** index, 0);
    this.dropping = length > this.limit;
    if (this.dropping) this.onDropped(length);
    else out.push(Buffer.from(this.header));
    this.left = length;
    this.header = [];
  }
}
