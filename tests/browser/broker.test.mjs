// Two hops: a ministry is Danh's client and the provider of a service behind it. One sign-in goes through both,
// one sign-out, at any of the three, comes back through both.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Visit, desktop, launch, phone } from "./browser.mjs";
import { people, provider, services } from "./demo.mjs";
import { Person } from "./person.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const ownPassword = "Rung-xanh-1";

/** Somebody at a browser who goes by the ministry. */
class Citizen extends Person {
  static async at(visit, who, options = {}) {
    return new Citizen(visit, who, { onPage: () => visit.gate(options.language ?? "vi"), ...options });
  }

  /** From the service's first page, over the ministry and Danh, to the service; answers what was shown. */
  async goIn({ offer = () => this.leave(() => this.hands.press("#go-on")) } = {}) {
    await this.open("permits");
    await this.leave(() => this.hands.press("#sign-in"));
    return this.through("received", { offer });
  }

  /** Does whatever is asked for, until this page; at the ministry's door it chooses Danh. */
  async through(last, { offer = () => this.leave(() => this.hands.press("#go-on")) } = {}) {
    const steps = {
      welcome: () => this.leave(() => this.hands.press("#sign-in")),
      choose: () => this.leave(() => this.hands.press("#choose-other")),
      login: () => this.password(),
      otp: () => this.code(),
      consent: () => this.agree(),
      offer,
    };
    const seen = [];
    for (;;) {
      const id = await this.see(...Object.keys(steps), last);
      seen.push(id);
      if (id === last) return seen;
      assert.ok(seen.length < 10, `asked again and again: ${seen}`);
      await steps[id]();
    }
  }

  async claims() {
    return JSON.parse(await this.page.locator("#id-claims").textContent());
  }

  async look(service) {
    await this.page.goto(`${services[service]}/?ui_locales=${this.language}`);
    return this.page.locator("body").getAttribute("id");
  }

  /** Back-channel notices take a moment; nobody is signed in at either end once they came. */
  async isOutAtBoth() {
    for (const service of ["ministry", "permits"]) {
      let id = "";
      for (let tries = 0; tries < 150 && id !== "welcome"; tries += 1) {
        id = await this.look(service);
        if (id !== "welcome") await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.equal(id, "welcome", `signed out at ${service}`);
    }
  }

  async isOutAtDanh() {
    await this.page.goto(`${provider}/toi?ui_locales=${this.language}`);
    await this.see("login");
  }
}

for (const [language, size, script, who, dark] of [
  ["vi", phone, true, people.bay, false],
  ["en", desktop, true, people.sam, true],
  ["vi", desktop, false, people.huong, false],
  ["en", phone, false, people.muoi, true],
]) {
  const how = `in ${language} at ${size.width} px with${script ? "" : "out"} JavaScript`;
  test(`R10 a sign-in goes over two hops: level and time unchanged, each hop with a name of its own, ${how}`, async () => {
    const visit = await Visit.begin(browser, { size, dark, script });
    const citizen = await Citizen.at(visit, who, { language });
    const seen = await citizen.goIn();
    assert.deepEqual(seen.filter((id) => id !== "consent"), ["welcome", "login", "otp", "offer", "received"]);
    const behind = await citizen.claims();
    assert.equal(await citizen.look("ministry"), "home");
    await citizen.see("home");
    const between = await citizen.claims();
    assert.match(between.acr, /^urn:danh:acr:/);
    assert.equal(behind.acr, between.acr);
    assert.equal(behind.auth_time, between.auth_time);
    assert.notEqual(behind.sub, between.sub);
    assert.notEqual(behind.sid, between.sid);
    assert.ok(!JSON.stringify(behind).includes(between.sub), "Danh's name stays at the ministry");
    assert.equal(behind.iss, services.ministry);
    assert.equal(between.iss, provider);

    // Once known, silently: one press at the service and no page in between.
    await citizen.look("permits");
    await visit.context.clearCookies({ name: "demo_permits" });
    const again = await citizen.goIn();
    assert.deepEqual(again, ["received"]);
    assert.equal((await citizen.claims()).sub, behind.sub, "the service knows them again");
    await visit.end();
  });
}

test("R10 the form of a page of Danh’s leads through the ministry to the service, by the continuation origins", async () => {
  const visit = await Visit.begin(browser);
  const citizen = await Citizen.at(visit, people.mot);
  const { page } = visit;
  await citizen.goIn();
  // Who stops sharing with the ministry is signed out there and behind it, and is asked for consent again.
  await page.goto(`${provider}/toi/chia-se/demo-ministry?ui_locales=vi`);
  await citizen.leave(() => page.click("#stop-sharing"));
  await citizen.leave(() => page.click("#stop-confirm"));
  await citizen.isOutAtBoth();
  await citizen.open("permits");
  await citizen.leave(() => citizen.hands.press("#sign-in"));
  await citizen.through("consent");
  const policy = visit.document.headers()["content-security-policy"];
  assert.ok(policy.includes(services.ministry) && policy.includes(services.permits), policy);
  await citizen.agree();
  await citizen.see("received");
  await citizen.signOut();
  await visit.end();
});

test("R11 an account of the ministry's own is linked after a proof of both, and unlinked after a fresh one", async () => {
  const visit = await Visit.begin(browser);
  const citizen = await Citizen.at(visit, people.mai);
  const { page } = visit;
  const type = async (name, password) => {
    await citizen.hands.type("#name", name);
    await citizen.hands.type("#password", password);
  };
  const own = async () => {
    await citizen.look("ministry");
    await type("mai", ownPassword);
    await citizen.leave(() => citizen.hands.press("#own-submit"));
    await citizen.see("home");
  };

  // The ministry's password alone: an account, and no level of Danh's.
  await own();
  assert.equal(await page.locator("body").getAttribute("data-linked"), "false");
  await citizen.open("permits");
  await citizen.leave(() => citizen.hands.press("#sign-in"));
  await citizen.see("received");
  const alone = await citizen.claims();
  assert.equal(alone.acr, undefined);
  await citizen.look("ministry");
  await citizen.signOut();
  await citizen.isOutAtBoth();

  // Danh alone: not linked, so it is offered; a wrong password proves nothing.
  const seen = await citizen.goIn({
    offer: async () => {
      await type("mai", "Khong-phai-1");
      await citizen.leave(() => citizen.hands.press("#link"));
      await citizen.see("offer");
      assert.equal(await page.locator("body").getAttribute("data-notice"), "wrong-password");
      await type("mai", ownPassword);
      await citizen.leave(() => citizen.hands.press("#link"));
    },
  });
  assert.ok(seen.includes("offer"));
  const linked = await citizen.claims();
  assert.equal(linked.sub, alone.sub, "both ways lead to one account");
  assert.match(linked.acr, /^urn:danh:acr:/);
  assert.equal(await citizen.look("ministry"), "home");
  assert.equal(await page.locator("body").getAttribute("data-linked"), "true");

  // Unlinking: Danh asks for every proof again, although somebody is signed in there.
  await citizen.leave(() => citizen.hands.press("#unlink"));
  const proofs = await citizen.through("home");
  assert.deepEqual(proofs.filter((id) => id !== "consent"), ["login", "otp", "home"]);
  assert.equal(await page.locator("body").getAttribute("data-notice"), "unlinked");
  assert.equal(await page.locator("body").getAttribute("data-linked"), "false");
  await citizen.signOut();
  await citizen.isOutAtBoth();

  // From the other side: signed in here, the password once more, then Danh anew.
  await own();
  await citizen.hands.type("#password", ownPassword);
  await citizen.leave(() => citizen.hands.press("#link"));
  await citizen.through("home");
  assert.equal(await page.locator("body").getAttribute("data-notice"), "linked");
  await citizen.leave(() => citizen.hands.press("#unlink"));
  await citizen.through("home");
  await citizen.signOut();
  await visit.end();
});

for (const [place, leave] of [
  ["the service", async (citizen) => { await citizen.look("permits"); await citizen.signOut(); }],
  ["the ministry", async (citizen) => { await citizen.look("ministry"); await citizen.signOut(); }],
  ["Danh", async (citizen) => {
    await citizen.page.goto(`${provider}/dang-xuat?ui_locales=vi`);
    await citizen.see("logout");
    await citizen.leave(() => citizen.page.click("button[name=decision][value=all]"));
  }],
]) {
  test(`R10 R138 signing out at ${place} ends all three sessions`, async () => {
    const visit = await Visit.begin(browser, { script: false });
    const citizen = await Citizen.at(visit, people.lam);
    await citizen.goIn();
    await leave(citizen);
    await citizen.isOutAtBoth();
    await citizen.isOutAtDanh();
    await visit.end();
  });
}

test("R138 a second citizen signs in over two hops at once, after signing out and after “not you”, with nothing cleared", async () => {
  const visit = await Visit.begin(browser);
  const first = await Citizen.at(visit, people.nam);
  await first.goIn();
  const before = await first.claims();
  await first.signOut();

  const second = await Citizen.at(visit, people.binh);
  await second.goIn();
  const after = await second.claims();
  assert.notEqual(after.sub, before.sub);

  // And back, without signing out first: the service's wish goes on through both hops.
  await first.leave(() => first.hands.press("#somebody-else"));
  await first.through("received");
  const again = await first.claims();
  assert.equal(again.sub, before.sub, "the first citizen is known again");
  await first.signOut();
  await first.isOutAtBoth();
  await visit.end();
});
