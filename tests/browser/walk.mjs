// A citizen in a real browser: signs in, reads the code from the inbox, agrees.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update",
];

export const parts = {
  issuer: process.env.DANH_TEST_ISSUER,
  bank: process.env.DANH_TEST_BANK,
  hospital: process.env.DANH_TEST_HOSPITAL,
  portal: process.env.DANH_TEST_PORTAL,
  inbox: process.env.DANH_TEST_INBOX,
};

/** Level 2, all papers. */
export const mai = { number: "999188000001", phone: "0500000088", name: "Nguyễn Thị Mai" };
const password = "Thu-nghiem-1";

export const launch = () => chromium.launch({ executablePath: process.env.DANH_TEST_CHROMIUM ?? "/usr/bin/chromium", args: flags });

/** A fresh browser window; it fails the test when a page asks anybody else for anything. */
export async function window(browser, { width = 390, language = "vi", script = true, dark = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale: language === "vi" ? "vi-VN" : "en-US",
    javaScriptEnabled: script,
    colorScheme: dark ? "dark" : "light",
  });
  const strangers = [];
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && !["localhost", "127.0.0.1"].includes(hostname)) strangers.push(request.url());
  });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.strangers = strangers;
  page.faults = faults;
  page.language = language;
  return page;
}

async function messages(phone) {
  const answer = await fetch(`${parts.inbox}?to=${phone}`);
  return answer.json();
}

/** What the page calls itself. */
export const name = (page) => page.locator("body").getAttribute("id");

/** Walks from a relying party's page until it shows what it received; `look` sees every page on the way. */
export async function signIn(page, party, { person = mai, look = async () => {} } = {}) {
  const language = page.language;
  const before = new Set((await messages(person.phone)).map((one) => one.id));
  await page.goto(`${party}/?ui_locales=${language}`);
  await look(page);
  await page.click("#sign-in");
  for (let step = 0; step < 8; step += 1) {
    const where = await name(page);
    await look(page);
    if (where === "login") {
      await page.fill("#username", person.number);
      await page.fill("#password", password);
      await page.click("#login-submit");
    } else if (where === "otp") {
      await page.fill("#code", await newCode(person.phone, before));
      await page.click("#otp-submit");
    } else if (where === "consent") {
      await page.click("#consent-accept");
    } else {
      assert.equal(where, "received", `${page.url()}: ${await page.locator("body").innerText()}`);
      return;
    }
  }
  assert.fail(`no end at ${page.url()}`);
}

/** The six digits of a message that was not there before. */
export async function newCode(phone, before) {
  for (let wait = 0; wait < 100; wait += 1) {
    const fresh = (await messages(phone)).find((one) => !before.has(one.id));
    if (fresh) {
      before.add(fresh.id);
      return fresh.text.match(/(?<!\d)\d{6}(?!\d)/)[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no message came");
}

/** Everything that must hold on every page. */
export async function inspect(page) {
  const where = `${await name(page)} in ${page.language}`;
  // As the page is served: a policy against foreign script does not bind the inspector.
  await page.evaluate(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), tags);
  assert.deepEqual(violations.map((one) => [one.id, one.nodes.map((node) => node.html)]), [], where);
  await fits(page, where);
  assert.equal(await page.locator("html").getAttribute("lang"), page.language, where);
}

/** Nothing is wider than the window, even at 320 pixels. */
export async function fits(page, where) {
  const size = page.viewportSize();
  for (const width of new Set([size.width, 320])) {
    await page.setViewportSize({ width, height: size.height });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${where}: ${wide} pixels too wide at ${width}`);
  }
  await page.setViewportSize(size);
}
