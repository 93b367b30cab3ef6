import { Mistake } from '../../mistake.ts';
import { linesOf } from '../files.ts';

const HEADER = 'transaction_id,fraud_scenario';
const SHAPE = /^(\d{1,18}),(\d)$/;

/** The transactions that were fraud, by their id; scenario 0 and those that are absent were genuine. @throws Mistake */
export async function readLabels(file: string): Promise<ReadonlySet<string>> {
  const denied = new Set<string>();
  for await (const lines of linesOf(file, HEADER)) {
    for (const line of lines) {
      const [, id, scenario] = SHAPE.exec(line) ?? [];
      if (id === undefined) throw new Mistake(`${line.slice(0, 60)} is no row of ${HEADER}.`);
      if (scenario !== '0') denied.add(id);
    }
  }
  return denied;
}
