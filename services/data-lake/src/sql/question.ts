// A process that asks the lake one question of somebody else and ends. It is given the folder and nothing more: neither
// a key nor an address is within its reach, and what it takes up is given back with it. How long it takes and how much
// is watched by its parent: inside some functions DuckDB heeds neither an interrupt nor its own limit.
import { Catalogue } from '../catalogue.ts';
import type { Asked, Reply } from './asker.ts';
import { CannotAsk, firstLine, LakeSession } from './session.ts';
import { type Plain, plain } from './values.ts';

/** Longer ones are cut: an answer is for eyes. */
const LONGEST = 300;

const short = (value: Plain): Plain => {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  return typeof text === 'string' && text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

async function answer({ folder, sql, mostRows, memory }: Asked): Promise<Reply> {
  const contents = await new Catalogue(folder).read();
  const session = await LakeSession.open({ folder, contents, memory, threads: 1 });
  const began = performance.now();
  try {
    const found = await session.ask(sql);
    const rows: Plain[][] = [];
    // One more than is told, to know whether there are more.
    for (let chunk = await found.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await found.fetchChunk()) {
      for (const row of chunk.getRows()) if (rows.length <= mostRows) rows.push(row.map((cell) => short(plain(cell))));
      if (rows.length > mostRows) break;
    }
    const more = rows.length > mostRows;
    const ms = Math.round(performance.now() - began);
    return { kind: 'answer', columns: found.columnNames(), rows: rows.slice(0, mostRows), more, ms };
  } catch (error) {
    return { kind: 'refused', why: error instanceof CannotAsk ? error.message : firstLine(error) };
  } finally {
    session.close();
  }
}

process.once('message', (asked: Asked) => {
  void answer(asked)
    .catch((error: unknown): Reply => ({ kind: 'refused', why: firstLine(error) }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});
// Whoever asked is gone. An orderly exit would wait for what DuckDB is at.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
