#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`starfan needs Node 20.19 or newer; this is ${process.version}`);
  process.exit(1);
}
try {
  const { main } = await import('../dist/cli/index.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('dist/cli'))
    throw error;
  console.error('starfan is not built yet: npm run build');
  process.exitCode = 1;
}
