// Prints `passed failed skipped` of one run of Jest, from its JSON results and its exit code.
import { existsSync, readFileSync } from 'node:fs';

const [file, code] = process.argv.slice(2);
if (!existsSync(file)) process.exit(1);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = JSON.parse(
  readFileSync(file, 'utf8'),
);
let failed = numFailedTests + numRuntimeErrorTestSuites;
// Something else went wrong, such as a threshold or a worker that died.
if (code !== '0' && failed === 0) failed = 1;
// Nothing run is not everything passed.
if (numPassedTests === 0 && failed === 0) failed = 1;
console.log(numPassedTests, failed, numPendingTests + numTodoTests);
