import path from 'node:path';
import { accountFacts } from '@faturaviva/events';
import type { Contents } from '../catalogue.ts';
import type { LakeFile } from '../manifest.ts';
import { ENVELOPE, FOLDERS, planOf, quoted, text } from '../rules/columns.ts';
import { folderOfType } from '../rules/names.ts';

/** Columns by name, with the type that DuckDB gives them. */
type Columns = Record<string, string>;

const EVERYWHERE: Columns = { ...ENVELOPE, ...FOLDERS };

/** What a type would look like of which the lake has no fact yet. */
const EMPTY: ReadonlyMap<string, string> = new Map(
  accountFacts.map((definition): [string, string] => {
    const own = planOf(definition).columns.map(({ name, type }) => [name, type]);
    return [
      folderOfType(definition.type),
      nothing({ ...ENVELOPE, ...Object.fromEntries(own), data: 'VARCHAR', ...FOLDERS }),
    ];
  }),
);

function nothing(columns: Columns): string {
  const nulls = Object.entries(columns).map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoted(name)}`);
  return `SELECT ${nulls.join(', ')} WHERE false`;
}

function read(folder: string, files: readonly LakeFile[], hive: boolean): string {
  const list = files.map((file) => text(path.join(folder, file.path))).join(', ');
  const types = hive
    ? 'hive_partitioning = true, hive_types = {type: VARCHAR, date: DATE}'
    : 'hive_partitioning = false';
  return `read_parquet([${list}], union_by_name = true, ${types})`;
}

/**
 * A view per type, and `facts` over those that have facts. Files of all versions of a type are read together: a column
 * that one lacks is NULL there.
 */
export function viewsOf(folder: string, { files, tails }: Contents, finalOnly: boolean): [string, string][] {
  const final = Map.groupBy(files, ({ type }) => type);
  const tail = Map.groupBy(finalOnly ? [] : tails.flatMap((manifest) => manifest.files), ({ type }) => type);
  const types = [...new Set([...final.keys(), ...tail.keys()])].sort();
  const views = types.map((type): [string, string] => {
    const [cut = [], provisional = []] = [final.get(type), tail.get(type)];
    const parts = [
      ...(cut.length > 0 ? [`SELECT * FROM ${read(folder, cut, true)}`] : []),
      ...(provisional.length > 0 ? [`SELECT ${text(type)} AS type, * FROM ${read(folder, provisional, false)}`] : []),
    ];
    return [type, parts.join(' UNION ALL BY NAME ')];
  });
  const envelope = Object.keys(EVERYWHERE).map(quoted).join(', ');
  const all = types.map((type) => `SELECT ${envelope} FROM ${quoted(type)}`).join(' UNION ALL ');
  const empty = [...EMPTY].filter(([type]) => !types.includes(type));
  return [...views, ...empty, ['facts', all || nothing(EVERYWHERE)]];
}
