// openid-client, unmodified, signs a citizen in, refreshes, reads UserInfo and signs out.

import assert from "node:assert/strict";
import test from "node:test";
import * as client from "openid-client";
import { Browser, here, issuer } from "./browser.mjs";

const secret = "stock-secret-for-tests-only-0123456789abcdef";

test("R1 openid-client signs in, refreshes, reads and signs out", async () => {
  const config = await client.discovery(new URL(issuer), "stock-openid-client", undefined, client.ClientSecretBasic(secret), {
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const ask = async (prompt) => client.buildAuthorizationUrl(config, {
    redirect_uri: `${here}/callback`,
    scope: "openid profile phone offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...prompt,
  });
  const browser = new Browser("999088000002", "0500000002");
  try {
    const callback = new URL((await browser.ask("sign_in", await ask({ prompt: "consent" }))).url);
    const tokens = await client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    const claims = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userinfo.name, "Trần Văn Bình");

    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(renewed.claims().sub, claims.sub);
    assert.equal(renewed.claims().auth_time, claims.auth_time);

    const farewell = client.buildEndSessionUrl(config, {
      id_token_hint: renewed.id_token,
      post_logout_redirect_uri: `${here}/farewell`,
      state: "bye",
    });
    let page = await browser.ask("open", farewell);
    if (page.page) page = await browser.ask("press", "logout-confirm");
    assert.equal(page.url, `${here}/farewell?state=bye`);
    const silent = new URL((await browser.ask("open", await ask({ prompt: "none" }))).url);
    assert.equal(silent.searchParams.get("error"), "login_required");
  } finally {
    browser.close();
  }
});
