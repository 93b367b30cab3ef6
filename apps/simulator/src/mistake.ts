/** Something that the person who runs the command can put right. The message is one sentence, shown as it is. */
export class Mistake extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Mistake';
  }
}
