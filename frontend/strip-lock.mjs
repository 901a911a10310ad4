// npm writes the addresses of those who ask for donations into the lock; a lock of ours holds no addresses.
// Run by `npm run lock`, after a dependency changed.

import { readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
const text = `${JSON.stringify(lock, null, 2)}\n`;
if (/https?:/.test(text)) throw new Error("The lock still holds an address.");
writeFileSync("package-lock.json", text);
