// Every page, in both languages, at both widths: nobody is shut out, nothing is heavy, every link answers.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Visit, desktop, launch, phone } from "./browser.mjs";
import { barred, newestCode, people, provider, sandbox, services } from "./demo.mjs";
import { Person } from "./person.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const KIB = 1024;

const nowhere = "/khong-co-trang-nay";
const ownPages = ["/", "/toi", "/toi/chia-se", "/dang-xuat", "/tro-giup", "/quyen-rieng-tu", "/bao-lua-dao", nowhere];

/** Walks through every page of a sign-in with its errors, and looks at each. */
async function everyPage({ language, size, dark, who }) {
  const visit = await Visit.begin(browser, { size, dark });
  const links = [];
  const seen = [];
  const look = async (id) => {
    seen.push(id);
    await visit.gate(language);
    links.push(...(await visit.links()));
  };
  const person = new Person(visit, who, { language, onPage: look });
  const { page } = visit;

  await person.open("hospital");
  await person.hands.press("#sign-in");
  await person.see("login");
  await page.fill("#username", "12345");
  await person.leave(() => page.click("#login-submit"));
  await person.see("login");
  assert.equal(await page.locator("#username").inputValue(), "12345", "what was typed stays");
  assert.ok((await page.locator("[aria-invalid=true]").count()) > 0, "the page says what is wrong");
  await person.password("Sai-mat-khau-1");
  await person.see("login");
  assert.equal(await page.locator("#password").inputValue(), "", "a password is not shown again");
  assert.equal((await page.locator("#username").inputValue()).replaceAll(" ", ""), who.number);
  await person.password();

  await person.see("otp");
  const code = await newestCode(who);
  const otp = page.url();
  await person.code(code === "000000" ? "000001" : "000000");
  await person.see("otp");
  const ways = await page.locator("main a[href]").evaluateAll((all) => all.map((one) => one.href));
  for (const way of ways) {
    await page.goto(way);
    await look(await page.locator("body").getAttribute("id"));
  }
  await page.goto(otp);
  await person.code(code);

  await person.see("consent");
  await visit.follow(links.splice(0));
  // Among them was the link to the other language.
  await page.goto(`${page.url().split("?")[0]}?ui_locales=${language}`);
  await person.see("consent");
  await page.locator("summary").first().click();
  await visit.gate(language);
  await person.agree();
  // What led on within the transaction has been followed; it is over now.
  links.length = 0;
  await person.see("received");
  await page.locator("summary").first().click();
  await visit.gate(language);
  for (const service of ["bank", "portal"]) {
    assert.equal((await person.signIn(service)).at(-1), "received");
  }
  links.length = 0;

  // One's own pages, and every page that those of the ledger lead to.
  const asked = new Set();
  for (const queue = [...ownPages]; queue.length > 0;) {
    const path = queue.shift();
    if (asked.has(path)) continue;
    asked.add(path);
    const answer = await page.goto(`${provider}${path}?ui_locales=${language}`);
    assert.equal(answer.ok(), path !== nowhere, `${path} answers ${answer.status()}`);
    await look(await page.locator("body").getAttribute("id"));
    const deeper = (await visit.links()).map((link) => new URL(link)).filter((link) => link.origin === provider);
    queue.push(...deeper.map((link) => link.pathname).filter((found) => /^\/toi\/chia-se\/[^.]*$/.test(found)));
  }
  await page.goto(`${services.hospital}/?ui_locales=${language}`);
  await person.see("received");
  await person.signOut();
  await visit.follow(links.filter((link) => new URL(link).pathname !== nowhere));
  visit.complaints = visit.complaints.filter((one) => !/status of (403|404|422|429)/.test(one));
  await visit.end();
  return seen;
}

const rounds = [
  ["vi", phone, false, people.sam],
  ["en", phone, true, people.nam],
  ["vi", desktop, true, people.huong],
  ["en", desktop, false, people.muoi],
];
for (const [language, size, dark, who] of rounds) {
  test(`every page of a sign-in is open to everybody, in ${language} at ${size.width} px${dark ? ", dark" : ""}`, async () => {
    await everyPage({ language, size, dark, who });
  });
}

for (const language of ["vi", "en"]) {
  for (const [who, service] of [["lan", "portal"], ["sau", "hospital"], ["ba", "bank"]]) {
    test(`${barred[who].name} is told why there is no way on, and goes back to the ${service}, in ${language}`, async () => {
      const visit = await Visit.begin(browser);
      const person = new Person(visit, barred[who], { language, onPage: () => visit.gate(language) });
      await person.open(service);
      await person.hands.press("#sign-in");
      await person.see("login");
      await person.password();
      if ((await person.see("otp", "barred", "cannot_continue")) === "otp") {
        await person.code();
        await person.see("barred", "cannot_continue");
      }
      await visit.follow(await visit.links());
      await person.goBack();
      await person.see("welcome");
      assert.notEqual(await visit.page.locator("body").getAttribute("data-notice"), null);
      visit.complaints = visit.complaints.filter((one) => !/status of (403|422)/.test(one));
      await visit.end();
    });
  }

  test(`a service that is set up wrongly gets a page and no redirect, in ${language}`, async () => {
    const visit = await Visit.begin(browser);
    const wrong = `redirect_uri=${encodeURIComponent("http://127.0.0.1:9/else")}&response_type=code&scope=openid`;
    await visit.page.goto(`${provider}/authorize?client_id=demo-portal&${wrong}&ui_locales=${language}`);
    assert.ok(visit.page.url().startsWith(provider));
    assert.notEqual(await visit.page.locator("body").getAttribute("data-error"), null);
    await visit.gate(language);
    // The page in the other language is the same refusal.
    await visit.follow((await visit.links()).filter((link) => new URL(link).pathname !== "/authorize"));
    visit.complaints = visit.complaints.filter((one) => !/status of 400/.test(one));
    await visit.end();
  });

  test(`the sandbox's pages are open to everybody, and their links answer, in ${language}`, async () => {
    for (const path of ["/", "/inbox", "/faults"]) {
      const visit = await Visit.begin(browser);
      const answer = await visit.page.goto(`${sandbox}${path}?ui_locales=${language}`);
      assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
      await visit.gate(language);
      await visit.follow(await visit.links());
      await visit.end();
    }
  });
}

test("a first visit is light: style, script and page within their budgets", async () => {
  const visit = await Visit.begin(browser);
  const person = new Person(visit, people.mai);
  await person.open("portal");
  await person.hands.press("#sign-in");
  await person.see("login");
  const { css, cssRaw, js } = await visit.assets();
  assert.ok(css <= 7 * KIB && cssRaw <= 28 * KIB, `the stylesheet weighs ${css}, ${cssRaw} unpacked`);
  assert.ok(js <= 4 * KIB, `the script of the page weighs ${js}`);
  await visit.end();
});
