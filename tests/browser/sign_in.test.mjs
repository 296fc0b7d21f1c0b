// A person signs in to a bank, a hospital and a portal: on a phone and at a desk, in both languages, with
// script and without, by mouse and by keyboard alone.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Visit, desktop, launch, phone } from "./browser.mjs";
import { people, services } from "./demo.mjs";
import { Person } from "./person.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** The stories go round, so that none ends another's session. */
const queue = [people.mai, people.binh, people.lam, people.huong, people.bay, people.sam, people.nam, people.muoi];
let turn = 0;
const next = () => queue[turn++ % queue.length];

async function received(page) {
  return page.locator(".facts dd").allInnerTexts();
}

/** Who agreed in an earlier story is not asked again for 24 hours: consent may be among the steps or not. */
const steps = (seen) => seen.filter((id) => id !== "consent");

/** What axe says of these pages is asked once, in pages.test.mjs. */
async function threeServices({ size, language, script, keyboard }) {
  const who = next();
  const visit = await Visit.begin(browser, { size, script });
  const person = new Person(visit, who, { language, keyboard, onPage: () => visit.gate(language, { axe: false }) });

  const bank = await person.signIn("bank");
  assert.deepEqual(steps(bank), ["login", "otp", "received"]);
  const grouped = who.number.match(/.../g).join(" ");
  const shown = await received(visit.page);
  assert.ok(shown.includes(who.name) && shown.includes(grouped), `the bank shows ${shown}`);

  const hospital = await person.signIn("hospital");
  assert.deepEqual(steps(hospital), ["received"], "one sign-in serves another service");
  assert.equal(await visit.page.locator("[data-insurance]").getAttribute("data-insurance"), who.insurance);
  assert.ok((await received(visit.page)).includes(who.name));

  const portal = await person.signIn("portal");
  assert.deepEqual(steps(portal), ["received"]);
  assert.ok(!(await visit.page.content()).includes(who.name), "the portal does not learn the name");

  await person.signOut();
  await visit.end();
}

for (const [place, size] of [["a phone", phone], ["a desk", desktop]]) {
  for (const language of ["vi", "en"]) {
    for (const script of [true, false]) {
      const how = `on ${place}, in ${language}, ${script ? "with" : "without"} script`;
      test(`R1 R112 a person signs in to three services ${how}`, async () => {
        await threeServices({ size, language, script, keyboard: false });
      });
    }
  }
}

for (const [size, language, script] of [[phone, "vi", false], [desktop, "en", true]]) {
  test(`a person signs in to three services by keyboard alone, in ${language}`, async () => {
    await threeServices({ size, language, script, keyboard: true });
  });
}

test("each service sees a name of its own for the same person", async () => {
  const visit = await Visit.begin(browser);
  const person = new Person(visit, next());
  const subjects = new Set();
  for (const service of ["bank", "hospital", "portal"]) {
    await person.signIn(service);
    subjects.add(JSON.parse(await visit.page.locator("#id-claims").textContent()).sub);
  }
  assert.equal(subjects.size, 3);
  await visit.end();
});

/** As far as the page of consent, whatever is asked before. */
async function asFarAsConsent(person, service) {
  await person.open(service);
  await person.hands.press("#sign-in");
  const steps = { login: () => person.password(), otp: () => person.code() };
  for (let id = ""; id !== "consent";) {
    id = await person.see("login", "otp", "consent");
    await steps[id]?.();
  }
}

test("who does not share is told the paper way", async () => {
  const visit = await Visit.begin(browser, { script: false });
  const person = new Person(visit, people.mot);
  await asFarAsConsent(person, "hospital");
  await person.refuse();
  await person.see("welcome");
  assert.equal(await visit.page.locator("body").getAttribute("data-notice"), "not-shared");
  assert.match(await visit.page.locator("[role=alert]").innerText(), /bằng giấy/);
  await visit.end();
});

test("R120 an optional item starts unticked, and is shared when ticked", async () => {
  const visit = await Visit.begin(browser);
  const person = new Person(visit, people.mot);
  await asFarAsConsent(person, "hospital");
  const tick = visit.page.locator('input[name="claim"][value="phone_number"]');
  assert.equal(await tick.isChecked(), false);
  await tick.check();
  await person.agree();
  await person.see("received");
  const userInfo = JSON.parse(await visit.page.locator("#user-info").textContent());
  assert.match(userInfo.phone_number, /^\+84/);
  await visit.end();
});

test("R138 somebody else signs in after pressing “not you”", async () => {
  const visit = await Visit.begin(browser, { script: false });
  const first = new Person(visit, people.mai);
  await first.signIn("portal");
  const before = await received(visit.page);
  await first.leave(() => first.hands.press("#somebody-else"));
  const second = new Person(visit, people.binh);
  const steps = {
    choose: () => second.leave(() => second.hands.press("#choose-other")),
    login: () => second.password(),
    otp: () => second.code(),
    consent: () => second.agree(),
  };
  for (let id = ""; id !== "received";) {
    id = await second.see(...Object.keys(steps), "received");
    await steps[id]?.();
  }
  assert.notDeepEqual((await received(visit.page))[0], before[0], "another person has another name here");
  await visit.end();
});

test("two tabs go their own ways, and the back button does no harm", async () => {
  const visit = await Visit.begin(browser, { script: false });
  const who = people.lam;
  const person = new Person(visit, who);
  await person.open("portal");
  await person.hands.press("#sign-in");
  await person.see("login");
  const other = new Person(visit, people.lam);
  other.page = await visit.context.newPage();
  await other.page.goto(`${services.bank}/?ui_locales=vi`);
  await other.page.click("#sign-in");
  await other.see("login");
  await person.password();
  await person.see("otp");
  await visit.page.goBack();
  await visit.page.reload();
  if ((await person.see("interrupted", "otp")) === "interrupted") {
    await person.leave(() => person.hands.press("main .acts .btn"));
  }
  await person.see("otp");
  await person.code();
  if ((await person.see("consent", "received")) === "consent") await person.agree();
  await person.see("received");
  await other.page.reload();
  assert.notEqual(await other.see("login", "consent", "received", "interrupted"), "error");
  await visit.end();
});
