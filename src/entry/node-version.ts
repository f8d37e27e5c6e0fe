/** First of all imports: an older Node.js would end in a stack trace while the others are loaded. */
const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `taskflow-k8s needs Node.js ${oldest} or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      `Install it (https://nodejs.org, or \`nvm install ${oldest}\`) and put it first on PATH.\n`,
  );
  process.exit(3);
}

export {};
