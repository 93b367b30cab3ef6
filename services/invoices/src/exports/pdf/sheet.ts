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

/** What a part of the document is to whoever has it read aloud: names of PDF's own structure. */
export type Part = 'Document' | 'Sect' | 'H1' | 'H2' | 'H3' | 'P' | 'Table' | 'TR' | 'TH' | 'TD';
/** Those that hold others. Text that is written straight into one becomes a paragraph of it. */
const HOLDERS: readonly Part[] = ['Document', 'Sect', 'Table', 'TR'];

/** Pages that are filled from the top. What is drawn stands at `y`, which the caller moves. */
export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  y: number = PAGE.margin;
  #part: { element: PDFKit.PDFStructureElement; is: Part };
  /** Drawn for the eye alone. */
  #isArtifact = false;
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
      tagged: true,
      ...ACCESSIBLE,
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
    this.#part = { element: this.pdf.struct('Document', { lang: 'pt-BR' }), is: 'Document' };
    this.pdf.addStructure(this.#part.element);
    this.pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((resolve, reject) => {
      this.pdf.on('end', () => resolve(Buffer.concat(this.#chunks)));
      this.pdf.on('error', reject);
    });
  }

  /** Draws one part of the document; what is drawn meanwhile belongs to it. */
  as(is: Part, draw: () => void): void {
    if (this.#isArtifact) return draw();
    const outer = this.#part;
    const element = this.pdf.struct(is, is === 'TH' ? HEADS_COLUMN : {});
    outer.element.add(element);
    this.#part = { element, is };
    draw();
    element.end();
    this.#part = outer;
  }

  /** Draws what says nothing that is not said elsewhere: it is not read aloud. */
  forTheEye(draw: () => void): void {
    const outer = this.#isArtifact;
    this.#isArtifact = true;
    draw();
    this.#isArtifact = outer;
  }

  /** Begins a page when less than `height` is left, and says whether it did. */
  room(height: number): boolean {
    if (this.y + height <= PAGE.bottom) return false;
    this.pdf.addPage();
    this.y = PAGE.margin;
    return true;
  }

  /** Writes at `x`, `y` and answers the height that the text took. */
  write(given: string, { x = PAGE.margin, y = this.y, ...style }: Writing = {}): number {
    const text = this.#readable(given);
    const { width = CONTENT - (x - PAGE.margin), colour = INK, align = 'left' } = style;
    const own = this.widthOf(text, style);
    const options = this.#options(text, style);
    this.pdf.fillColor(colour);
    if (own > width) {
      this.#put(() => this.pdf.text(text, x, y, { ...options, width, align }));
      return this.pdf.y - y;
    }
    // What fits on its line needs no search for places to break it, which is most of the work.
    const space = width - own;
    const at = align === 'right' ? x + space : align === 'center' ? x + space / 2 : x;
    this.#put(() => this.pdf.text(text, at, y, { ...options, lineBreak: false }));
    return this.pdf.currentLineHeight(true);
  }

  #put(draw: () => void): void {
    if (this.#isArtifact) return this.shape(draw);
    if (HOLDERS.includes(this.#part.is)) return this.as('P', () => this.#put(draw));
    this.#part.element.add(draw);
  }

  /** Draws lines and areas, which no reader says. */
  shape(draw: (pdf: PDFKit.PDFDocument) => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' });
    draw(this.pdf);
    this.pdf.endMarkedContent();
  }

  /** The text in letters that the fonts have: others without their marks, or a question mark for as many as there are. */
  #readable(text: string): string {
    const font = this.#set({}) as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } };
    const has = (letter: string) =>
      Array.from(letter).every((one) => font._font.font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0));
    if (has(text)) return text;
    const letters = Array.from(text.normalize('NFC'), (letter) => {
      if (has(letter)) return letter;
      const bare = letter.normalize('NFKD').replaceAll(/\p{M}/gu, '');
      return bare !== '' && has(bare) ? bare : MISSING;
    });
    return letters.join('').replaceAll(/\0+/g, '?');
  }

  widthOf(given: string, style: Pick<Writing, 'size' | 'font' | 'spacing'> = {}): number {
    const text = this.#readable(given);
    return this.#set(style).widthOfString(text, this.#options(text, style));
  }

  heightOf(
    given: string,
    { width = CONTENT, ...style }: Pick<Writing, 'size' | 'font' | 'width' | 'spacing'> = {},
  ): number {
    const text = this.#readable(given);
    if (this.widthOf(text, style) <= width) return this.pdf.currentLineHeight(true);
    return this.pdf.heightOfString(text, { ...this.#options(text, style), width });
  }

  rule(y = this.y, { x = PAGE.margin, width = CONTENT, colour = LINE, thickness = 0.6 } = {}): void {
    this.shape((pdf) =>
      pdf
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(thickness)
        .strokeColor(colour)
        .stroke(),
    );
  }

  box(x: number, y: number, width: number, height: number, colour: string, radius = 0): void {
    this.shape((pdf) => pdf.roundedRect(x, y, width, height, radius).fillColor(colour).fill());
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
    this.#part.element.end();
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

/** No text of a fact holds it. */
const MISSING = '\0';

/** The library takes both; its types know neither. */
const ACCESSIBLE: object = { subset: 'PDF/UA' };
const HEADS_COLUMN: object = { scope: 'Column' };

const AMOUNT = /^[−R$\u00a0\d.,/%]+$/;

/**
 * Figures of one width, so that they stand under each other. Contextual forms are left out: figures have none, and
 * looking for them is most of the work. The library's types know a list of features only; its shaper takes both.
 */
const FIGURES = { tnum: true, calt: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[];
