import path from 'node:path';

export interface SourceFile {
  /** From the root, with slashes: `services/invoices/src/fold.ts`. */
  file: string;
  text: string;
}

export interface Manifest {
  /** `services/invoices` */
  folder: string;
  name: string;
  dependencies: string[];
}

const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"]([^'"\n]+)['"]/g;
const WORKSPACE = /^(?:apps|packages|services)\/[^/]+/;
const VAGUE = new Set(['common', 'utils', 'shared', 'core', 'helpers', 'lib']);

/** The one thing of a service that others may import: how a browser speaks to it. */
const OPEN_DOORS = new Set(['@faturaviva/realtime/protocol']);

const isTest = (file: string) => /\.(?:test|spec)\.tsx?$/.test(file) || file.startsWith('tests/');

function importsOf({ file, text }: SourceFile, services: Set<string>): string[] {
  const home = WORKSPACE.exec(file)?.[0];
  const faults: string[] = [];
  for (const [, target = ''] of text.matchAll(IMPORT)) {
    const room = target.split('/').slice(0, 2).join('/');
    if (target.startsWith('.')) {
      const reached = WORKSPACE.exec(path.posix.join(path.posix.dirname(file), target))?.[0];
      if (home && reached && reached !== home) faults.push(`${file} reaches into ${reached} past its door: ${target}`);
    } else if (target === 'kafkajs' || target.startsWith('kafkajs/')) {
      if (home !== 'packages/kafka') faults.push(`${file} imports kafkajs: only packages/kafka may`);
    } else if (services.has(room) && !OPEN_DOORS.has(target) && !isTest(file)) {
      const own = home === `services/${room.split('/')[1]}`;
      if (!own) faults.push(`${file} imports the service ${room}: services meet in facts and HTTP`);
    }
  }
  return faults;
}

function environmentOf({ file, text }: SourceFile): string[] {
  const allowed = /(?:^|\/)(?:env\.ts|[^/]+\.config\.ts|setup\.cjs)$/.test(file);
  return !allowed && /\bprocess\.env\b/.test(text) ? [`${file} reads process.env: only env.ts may`] : [];
}

function manifestFaults({ folder, name, dependencies }: Manifest, services: Set<string>): string[] {
  const faults: string[] = [];
  const short = path.posix.basename(folder);
  if (VAGUE.has(short)) faults.push(`${folder}: a package is named after one idea, "${short}" says none`);
  if (name !== `@faturaviva/${short}`) faults.push(`${folder} is named ${name}, not @faturaviva/${short}`);
  if (folder === 'apps/dashboard')
    for (const forbidden of ['pg', '@prisma/client', '@faturaviva/database', '@faturaviva/kafka'])
      if (dependencies.includes(forbidden)) faults.push(`${folder} depends on ${forbidden}: it reads HTTP only`);
  if (folder.startsWith('services/'))
    for (const other of dependencies.filter((dependency) => services.has(dependency)))
      faults.push(`${folder} depends on the service ${other}`);
  if (folder.startsWith('packages/'))
    for (const other of dependencies.filter((dependency) => services.has(dependency)))
      faults.push(`${folder} is a door and depends on the service ${other}`);
  return faults;
}

/** What breaks the rules of who may know whom; empty when all is well. */
export function architectureFaults(files: SourceFile[], manifests: Manifest[]): string[] {
  const services = new Set(manifests.filter((one) => one.folder.startsWith('services/')).map((one) => one.name));
  return [
    ...files.flatMap((file) => [...importsOf(file, services), ...environmentOf(file)]),
    ...manifests.flatMap((manifest) => manifestFaults(manifest, services)),
  ];
}
