import PDFDocument from 'pdfkit';
import { CONTENT, FONTS, type Font, INK, LINE, PAGE } from './look.ts';

interface Writing {
  x?: number;
  y?: number;
  width?: number;
  size?: number;
  font?: Font;
  colour?: string;
  align?: 'left' | 'right' | 'center';
  spacing?: number;
}

/** Pages that are filled from the top. What is drawn stands at `y`, which the caller moves. */
export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  y: number = PAGE.margin;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<Buffer>;

  /** `madeAt` is all that the file says of time; its id follows from it and from the title. */
  constructor(title: string, madeAt: Date) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'pt-BR',
      displayTitle: true,
      font: FONTS.body,
      info: {
        Title: title,
        Author: 'Fatura Viva (simulação)',
        Creator: 'Fatura Viva',
        CreationDate: madeAt,
        ModDate: madeAt,
      },
    });
    for (const [name, file] of Object.entries(FONTS)) this.pdf.registerFont(name, file);
    this.pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((resolve, reject) => {
      this.pdf.on('end', () => resolve(Buffer.concat(this.#chunks)));
      this.pdf.on('error', reject);
    });
  }

  /** Begins a page when less than `height` is left, and says whether it did. */
  room(height: number): boolean {
    if (this.y + height <= PAGE.bottom) return false;
    this.pdf.addPage();
    this.y = PAGE.margin;
    return true;
  }

  /** Writes at `x`, `y` and answers the height that the text took. */
  write(text: string, { x = PAGE.margin, y = this.y, ...style }: Writing = {}): number {
    const { width = CONTENT - (x - PAGE.margin), colour = INK, align = 'left' } = style;
    const own = this.widthOf(text, style);
    const options = this.#options(text, style);
    this.pdf.fillColor(colour);
    if (own > width) {
      this.pdf.text(text, x, y, { ...options, width, align });
      return this.pdf.y - y;
    }
    // What fits on its line needs no search for places to break it, which is most of the work.
    const space = width - own;
    const at = align === 'right' ? x + space : align === 'center' ? x + space / 2 : x;
    this.pdf.text(text, at, y, { ...options, lineBreak: false });
    return this.pdf.currentLineHeight(true);
  }

  widthOf(text: string, style: Pick<Writing, 'size' | 'font' | 'spacing'> = {}): number {
    return this.#set(style).widthOfString(text, this.#options(text, style));
  }

  heightOf(
    text: string,
    { width = CONTENT, ...style }: Pick<Writing, 'size' | 'font' | 'width' | 'spacing'> = {},
  ): number {
    if (this.widthOf(text, style) <= width) return this.pdf.currentLineHeight(true);
    return this.pdf.heightOfString(text, { ...this.#options(text, style), width });
  }

  rule(y = this.y, { x = PAGE.margin, width = CONTENT, colour = LINE, thickness = 0.6 } = {}): void {
    this.pdf
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(thickness)
      .strokeColor(colour)
      .stroke();
  }

  box(x: number, y: number, width: number, height: number, colour: string, radius = 0): void {
    this.pdf.roundedRect(x, y, width, height, radius).fillColor(colour).fill();
  }

  /** Draws on each page once all are there. */
  onEachPage(draw: (page: number, pages: number) => void): void {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let index = 0; index < count; index++) {
      this.pdf.switchToPage(start + index);
      draw(index + 1, count);
    }
  }

  finish(): Promise<Buffer> {
    this.pdf.end();
    return this.#done;
  }

  #set({ font = 'body', size = 9 }: Pick<Writing, 'size' | 'font'>): PDFKit.PDFDocument {
    return this.pdf.font(font).fontSize(size);
  }

  #options(text: string, { spacing = 0 }: Pick<Writing, 'spacing'>): PDFKit.Mixins.TextOptions {
    return { characterSpacing: spacing, ...(AMOUNT.test(text) ? { features: FIGURES } : {}) };
  }
}

const AMOUNT = /^[−R$\u00a0\d.,/%]+$/;

/**
 * Figures of one width, so that they stand under each other. Contextual forms are left out: figures have none, and
 * looking for them is most of the work. The library's types know a list of features only; its shaper takes both.
 */
const FIGURES = { tnum: true, calt: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[];
