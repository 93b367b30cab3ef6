// Run after `npm install`: removes the optional packages that package-lock.json names without describing them. A registry
// that lacks some platform's package makes npm write such a lock, and `npm ci` then refuses it.
// With --check it only lists them, and the resolved addresses, which would tie the lock to one registry.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const file = path.resolve(__dirname, '../../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Whether a package of this name is found from `location` upwards, as Node would find it. */
function described(location, name) {
  for (let base = location; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${base && `${base}/`}node_modules/${name}`]) return true;
    if (!base) return false;
  }
}

const undescribed = [];
const addresses = [];
for (const [location, entry] of Object.entries(lock.packages)) {
  if (!entry.link && /^\w+:/.test(entry.resolved ?? '')) addresses.push(location);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (described(location, name)) continue;
    undescribed.push(`${name}, wanted by ${location}`);
    delete entry.optionalDependencies[name];
  }
}

if (process.argv.includes('--check')) {
  for (const location of addresses) process.stdout.write(`package-lock.json holds an address for ${location}\n`);
  for (const line of undescribed)
    process.stdout.write(`package-lock.json does not describe ${line}: run node apps/local/prune-lock.cjs\n`);
  process.exit(addresses.length + undescribed.length > 0 ? 1 : 0);
}
if (undescribed.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
