// Every page of a sign-in, in a real browser: sizes, languages, with and without script, by keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fits, inspect, launch, mai, name, newCode, parts, signIn, window } from "./walk.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const three = ["bank", "hospital", "portal"];

for (const language of ["vi", "en"]) {
  for (const width of [390, 1280]) {
    for (const script of [true, false]) {
      test(`R1 R112 R120 three services at ${width} in ${language} ${script ? "with" : "without"} script`, async () => {
        const page = await window(browser, { width, language, script });
        for (const party of three) {
          await signIn(page, parts[party], {
            look: async (at) => (script ? inspect(at) : fits(at, `${party} ${await name(at)}`)),
          });
          assert.match(await page.locator("main").innerText(), party === "portal" ? /./ : /Nguyễn Thị Mai/);
        }
        assert.deepEqual(page.strangers, [], "a page asked a stranger for something");
        assert.deepEqual(page.faults, [], "the browser complained");
        await page.context().close();
      });
    }
  }
}

test("R112 the hospital by keyboard alone", async () => {
  const page = await window(browser, { language: "vi" });
  const seen = new Set((await (await fetch(`${parts.inbox}?to=${mai.phone}`)).json()).map((one) => one.id));
  const reach = async (id) => {
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const { activeElement } = document;
        const box = activeElement.getBoundingClientRect();
        const style = getComputedStyle(activeElement);
        return { id: activeElement.id, shown: box.width > 0 && (style.outlineStyle !== "none" || style.boxShadow !== "none") };
      });
      if (focus.id === id) {
        assert.ok(focus.shown, `the focus on ${id} cannot be seen`);
        return;
      }
    }
    assert.fail(`${id} cannot be reached on ${page.url()}`);
  };
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.goto(`${parts.hospital}/?ui_locales=vi`);
  await reach("sign-in");
  await enter();
  await reach("username");
  await page.keyboard.type(mai.number);
  await reach("password");
  await page.keyboard.type("Thu-nghiem-1");
  await enter();
  await reach("code");
  await page.keyboard.type(await newCode(mai.phone, seen));
  await enter();
  assert.equal(await name(page), "consent");
  await reach("consent-accept");
  await enter();
  assert.equal(await name(page), "received");
  await page.context().close();
});

test("what was typed wrong is told where it stands, and the page stays whole", async () => {
  for (const language of ["vi", "en"]) {
    const page = await window(browser, { language });
    await page.goto(`${parts.hospital}/?ui_locales=${language}`);
    await page.click("#sign-in");
    await page.fill("#username", "12345");
    await page.click("#login-submit");
    await inspect(page);
    assert.equal(await page.locator("#username").getAttribute("aria-invalid"), "true");
    assert.equal(await page.locator("#username").inputValue(), "12345");
    await page.context().close();
  }
});

test("the account's own pages and the way out are whole in both languages", async () => {
  for (const language of ["vi", "en"]) {
    const page = await window(browser, { language });
    await signIn(page, parts.hospital);
    for (const path of ["/toi", "/toi/chia-se", "/dang-xuat", "/tro-giup", "/quyen-rieng-tu"]) {
      await page.goto(`${parts.issuer}${path}?ui_locales=${language}`);
      await inspect(page);
    }
    await page.goto(`${parts.issuer}/authorize?ui_locales=${language}`);
    await inspect(page);
    await page.context().close();
  }
});

test("pages are light and ask for little", async () => {
  const page = await window(browser, { language: "vi" });
  const weights = [];
  page.on("response", async (response) => {
    if (!response.url().startsWith(parts.issuer)) return;
    const body = await response.body().catch(() => Buffer.alloc(0));
    weights.push([response.url(), response.headers()["content-type"] ?? "", body.length]);
  });
  await signIn(page, parts.hospital);
  for (const [url, kind, size] of weights) {
    const most = kind.includes("css") ? 28 : kind.includes("javascript") ? 12 : 40;
    assert.ok(size <= most * 1024, `${url} weighs ${size}`);
  }
  await page.context().close();
});
