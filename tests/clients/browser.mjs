// The browser of browser.py, one command at a time; and the private keys that keys.mjs made.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

export const issuer = process.env.DANH_TEST_ISSUER;
export const here = process.env.DANH_TEST_HERE;

export class Browser {
  constructor(number, phone) {
    this.program = spawn(process.env.DANH_TEST_PYTHON, [new URL("browser.py", import.meta.url).pathname, number, phone], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.answers = createInterface({ input: this.program.stdout })[Symbol.asyncIterator]();
  }

  async ask(command, ...words) {
    this.program.stdin.write(`${JSON.stringify({ do: command, with: words.map(String) })}\n`);
    const { value, done } = await this.answers.next();
    assert.ok(!done, "the browser gave up");
    return JSON.parse(value);
  }

  close() {
    this.program.stdin.end();
  }
}

/** A client's private key, for signing (`sig`) or for what is encrypted to it (`enc`). */
export async function privateKey(client, use) {
  const { keys } = JSON.parse(readFileSync(`${process.env.DANH_TEST_FOLDER}/${client}.jwks.json`, "utf8"));
  const { key_ops, ext, ...jwk } = keys.find((key) => key.use === use);
  const [algorithm, uses] = use === "sig" ? ["ECDSA", ["sign"]] : ["ECDH", ["deriveBits"]];
  const key = await crypto.subtle.importKey("jwk", jwk, { name: algorithm, namedCurve: "P-256" }, false, uses);
  return { key, kid: jwk.kid };
}
