// Chromium, and what must be true of every page that it shows.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { origins } from "./demo.mjs";

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

const KIB = 1024;
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Without a sandbox of its own and without a word to the outside, so that it runs as root and alone. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.DANH_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** A browser of one person for one story: everything that it asks for and complains of is written down. */
export class Visit {
  static async begin(browser, { size = phone, script = true, dark = false } = {}) {
    const context = await browser.newContext({
      viewport: size,
      javaScriptEnabled: script,
      colorScheme: dark ? "dark" : "light",
      locale: "vi-VN",
    });
    context.setDefaultTimeout(15_000);
    const visit = new Visit();
    Object.assign(visit, { context, script, strangers: [], complaints: [], page: await context.newPage() });
    visit.page.on("request", (request) => visit.#asked(request));
    visit.page.on("response", (response) => visit.#answered(response));
    visit.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) visit.complaints.push(message.text());
    });
    visit.page.on("pageerror", (error) => visit.complaints.push(String(error)));
    return visit;
  }

  #asked(request) {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && !origins.has(origin)) this.strangers.push(request.url());
  }

  #answered(response) {
    if (response.status() >= 500) this.complaints.push(`${response.status()} at ${response.url()}`);
    if (response.request().resourceType() === "document" && response.request().frame() === this.page.mainFrame()) {
      this.document = response;
    }
  }

  /** What holds for every page: read by everybody, light, closed to strangers, in the language asked for. */
  async gate(language, { axe = this.script } = {}) {
    const { page } = this;
    const place = `${await page.locator("body").getAttribute("id")} at ${new URL(page.url()).pathname}`;
    await this.#headers(place);
    assert.equal(await page.locator("html").getAttribute("lang"), language, `the language of ${place}`);
    assert.equal(await page.locator("h1").count(), 1, `one heading in ${place}`);
    await this.#fits(place);
    if (axe) {
      // Evaluated from outside: the page's policy against foreign script stays as it is served.
      await page.evaluate(axeSource);
      const violations = await page.evaluate(
        async (values) => (await window.axe.run({ runOnly: { type: "tag", values } })).violations,
        axeTags,
      );
      const said = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
      assert.deepEqual(said, [], `axe in ${place}`);
    }
  }

  /** Nothing is wider than the window, even at 320 pixels. */
  async #fits(place) {
    const size = this.page.viewportSize();
    for (const width of new Set([320, size.width])) {
      await this.page.setViewportSize({ width, height: size.height });
      const wider = await this.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(wider <= 0, `${place} is ${wider} px too wide at ${width} px`);
    }
  }

  async #headers(place) {
    const headers = this.document.headers();
    const policy = headers["content-security-policy"] ?? "";
    assert.match(policy, /default-src 'none'/, `the policy of ${place}`);
    assert.doesNotMatch(policy, /unsafe|\*|data:/, `the policy of ${place}`);
    assert.match(headers["cache-control"] ?? "", /no-store/, `${place} is not kept`);
    const html = gzipSync(await this.document.body(), { level: 1 });
    assert.ok(html.length <= 6 * KIB, `${place} weighs ${html.length} bytes`);
  }

  /** Every link of this page that leads to an address of ours, absolute. */
  async links() {
    const hrefs = await this.page.locator("a[href]").evaluateAll((all) => all.map((one) => one.href));
    return hrefs.filter((href) => href.startsWith("http") && !href.includes("#"));
  }

  /** A page links only to what answers. */
  async follow(links) {
    for (const link of new Set(links)) {
      assert.ok(origins.has(new URL(link).origin), `${link} leads to a stranger`);
      const answer = await this.context.request.get(link, { maxRedirects: 10 });
      assert.ok(answer.ok(), `${link} answers ${answer.status()}`);
    }
  }

  /** Style and script of the provider, as they go over the wire. */
  async assets() {
    const page = this.page;
    const hrefs = await page.locator("link[rel=stylesheet],script[src]").evaluateAll((all) =>
      all.map((one) => one.href || one.src));
    const weights = { css: 0, cssRaw: 0, js: 0 };
    for (const href of hrefs) {
      const body = await (await this.context.request.get(href)).body();
      const packed = gzipSync(body, { level: 1 }).length;
      if (href.endsWith(".js")) weights.js += packed;
      else { weights.css += packed; weights.cssRaw += body.length; }
    }
    return weights;
  }

  /** Ends the story; nothing may have gone to a stranger, nothing may have been complained of. */
  async end() {
    await this.context.close();
    assert.deepEqual([...new Set(this.strangers)], [], "asked of strangers");
    assert.deepEqual([...new Set(this.complaints)], [], "the browser complained");
  }
}
