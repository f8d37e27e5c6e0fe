#!/usr/bin/env node
import { commands } from './lib/commands.ts';
import { Failure } from './lib/failure.ts';

const [name = 'help', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`kit: there is no command "${name}".`);
  process.exitCode = 2;
} else
  try {
    process.exitCode = await command.run(args);
  } catch (fault) {
    if (fault instanceof Failure) console.error(`kit: ${fault.message}\n  ${fault.remedy}`);
    else console.error(fault instanceof Error && !fault.stack?.includes('TypeError') ? `kit: ${fault.message}` : fault);
    process.exitCode = 1;
  }
