// The browser's steps that the conformance plans give to the suite (conformance/browser.json), taken here in
// Chromium: signing in with the code from the made-up inbox, refusing, and signing out.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { people, provider, sandbox, services } from "./demo.mjs";

const SUITE = "https://suite.invalid";
const text = await readFile(new URL("../../conformance/browser.json", import.meta.url), "utf8");
const steps = JSON.parse(text.replaceAll("ISSUER", provider).replaceAll("INBOX", `${sandbox}/inbox`).replaceAll("SUITE", SUITE));

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const fits = (pattern, url) =>
  new RegExp(`^${pattern.split("*").map((part) => part.replace(/[.?+^$[\]\\(){}|]/g, "\\$&")).join(".*")}$`).test(url);

/** As the suite does: a task whose page did not come is passed over if it may be, and fails if not. */
async function take({ tasks }, page) {
  const taken = [];
  for (const { task, match, optional, commands = [] } of tasks) {
    await page.waitForLoadState();
    if (!fits(match, page.url())) {
      assert.ok(optional, `"${task}" wants ${match}, and there is ${page.url()}`);
      continue;
    }
    for (const [command, kind, target, value] of commands) {
      if (kind === "contains") await page.waitForURL((url) => String(url).includes(target), { timeout: value * 1000 });
      else {
        const place = page.locator(kind === "id" ? `#${target}` : target).first();
        if (value === "optional" && !(await place.count())) continue;
        if (command === "text") await place.fill(value);
        else if (command === "click") await place.click();
        else await place.waitFor({ state: "attached", timeout: value * 1000 });
      }
    }
    taken.push(task);
  }
  return taken;
}

async function begin() {
  const page = await (await browser.newContext({ locale: "en-US" })).newPage();
  await page.goto(`${services.bank}/`);
  await page.click("#sign-in");
  await page.locator("body#login").waitFor({ state: "attached" });
  return page;
}

test("the suite's steps sign a person in with the code of the made-up inbox, and out again", async () => {
  const page = await begin();
  const taken = await take(steps.sign_in, page);
  const code = ["Number and password", "To the messages", "Take the newest code back", "Code"];
  assert.deepEqual(taken.slice(0, 4), code);
  await page.locator("body#received").waitFor({ state: "attached" });
  assert.ok(page.url().startsWith(services.bank), page.url());
  await page.click("#sign-out");
  await take(steps.sign_out, page);
  await page.locator("body#farewell").waitFor({ state: "attached" });
  await page.context().close();
});

test("the suite's steps refuse, and the service is told", async () => {
  const page = await begin();
  const refuse = structuredClone(steps.refuse);
  // Here the bank wants a code, and the address of the suite does not exist.
  refuse.tasks = [refuse.tasks[0], ...steps.sign_in.tasks.slice(1, 4), ...refuse.tasks.slice(1, -1)];
  await take(refuse, page);
  await page.locator("body#welcome").waitFor({ state: "attached" });
  assert.ok(page.url().startsWith(services.bank), page.url());
  assert.equal(people.binh.number, refuse.tasks[0].commands[0][3]);
  await page.context().close();
});
